import { Button } from '../_components/button.tsx';

/** In the place of a camera or a video that cannot be used: why, and the way back. */
export function CannotTake({ problem, wayBack, onClose }: { problem: string; wayBack: string; onClose(): void }) {
  return (
    <div className="rounded-control border p-4">
      <p role="alert" className="text-bad-text">
        {problem}
      </p>
      <Button type="button" size="sm" className="mt-3" onClick={onClose}>
        {wayBack}
      </Button>
    </div>
  );
}
