import { Button } from '../_components/button.tsx';

interface TakeRowProps {
  /** The order, such as "Use this frame". */
  label: string;
  /** What is waited for until there is something to take, in -ing. */
  waitingFor?: string | undefined;
  onTake(): void;
  onClose(): void;
}

/** Under what is taken from a camera, a video or a picture: take it, or leave the input as it was. */
export function TakeRow({ label, waitingFor, onTake, onClose }: TakeRowProps) {
  return (
    <div className="mt-2 flex gap-2">
      <Button type="button" size="sm" variant="primary" pending={waitingFor !== undefined} pendingLabel={waitingFor} onClick={onTake}>
        {label}
      </Button>
      <Button type="button" size="sm" variant="ghost" onClick={onClose}>
        Cancel
      </Button>
    </div>
  );
}
