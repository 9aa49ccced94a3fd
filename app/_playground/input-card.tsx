import { Button } from '../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../_components/card.tsx';
import type { InputDraft } from './input-draft.ts';
import { InputList } from './input-list.tsx';
import type { useRun } from './use-run.ts';

interface InputCardProps {
  title?: string;
  fact?: string;
  drafts: InputDraft[];
  /** Inputs that are not asked for here. */
  without?: readonly string[] | undefined;
  runner: ReturnType<typeof useRun>;
  onChange(drafts: InputDraft[]): void;
  onReset(): void;
}

/** Why these inputs cannot be run as they stand; null when they can. */
export function problemOfDrafts(drafts: readonly InputDraft[]): string | null {
  const wrong = drafts.find((draft) => draft.problem !== null);
  return wrong ? `${wrong.field.title ?? wrong.field.name}: ${wrong.problem}` : null;
}

/** An editor for each input, and Run. */
export function InputCard({ title = 'Input', fact, drafts, without, runner, onChange, onReset }: InputCardProps) {
  const problem = problemOfDrafts(drafts);
  return (
    <Card aria-label={title}>
      <CardHeader title={title} fact={fact} />
      <CardBody>
        {/* The drafts say what is wrong with them; a browser takes a number beside its slider's steps for wrong too. */}
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!problem && !runner.open) runner.start(drafts);
          }}
        >
          {drafts.length === 0 ? <p className="text-ink-2">This model takes no inputs.</p> : null}
          <InputList drafts={drafts} without={without} onChange={onChange} />
          <div className="mt-4 flex gap-2">
            {runner.open && runner.id ? (
              <Button type="button" className="grow" pending={runner.canceling} pendingLabel="Canceling" onClick={runner.cancel}>
                Cancel
              </Button>
            ) : (
              <Button
                type="submit"
                variant="primary"
                className="grow"
                shortcut="mod+enter"
                pending={runner.sending}
                pendingLabel="Sending"
                disabled={problem !== null}
                disabledReason={problem ?? undefined}
              >
                Run
              </Button>
            )}
            <Button type="button" variant="ghost" onClick={onReset}>
              Reset
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
