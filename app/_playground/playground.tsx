'use client';

import { useEffect, useState } from 'react';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { Button } from '../_components/button.tsx';
import { Card, CardBody, CardHeader } from '../_components/card.tsx';
import { useShortcut } from '../_components/shortcuts.tsx';
import { Skeleton } from '../_components/skeleton.tsx';
import { keepDrafts, openDrafts } from './kept-inputs.ts';
import { RecentRuns } from './recent-runs.tsx';
import { ResultPanel } from './result-panel.tsx';
import { snippetInputs } from './snippet-inputs.ts';
import { SnippetPanel } from './snippet-panel.tsx';
import type { InputDraft } from './input-draft.ts';
import { ExamplesBar } from './examples-bar.tsx';
import { InputEditor } from './input-editor.tsx';
import { useRun } from './use-run.ts';

interface PlaygroundProps {
  team: string;
  model: string;
  version: VersionView;
  signature: Signature;
}

/** Inputs filled in, one key to run, and what comes out: a model tried without a line of code. */
export function Playground(props: PlaygroundProps) {
  const key = `playground:${props.team}/${props.version.id}`;
  // What was typed last lives in this tab, which the server does not know.
  const [drafts, setDrafts] = useState<InputDraft[] | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setDrafts(openDrafts(key, props.signature)), 0);
    return () => clearTimeout(timer);
  }, [key, props.signature]);
  if (!drafts) return <Skeleton className="h-96 w-full" />;
  const change = (next: InputDraft[]) => {
    setDrafts(next);
    keepDrafts(key, next);
  };
  return <Bench {...props} drafts={drafts} onChange={change} onReset={() => change(resetDrafts(key, props.signature))} />;
}

function resetDrafts(key: string, signature: Signature): InputDraft[] {
  window.sessionStorage.removeItem(key);
  return openDrafts(key, signature);
}

function Bench({
  team,
  model,
  version,
  signature,
  drafts,
  onChange,
  onReset,
}: PlaygroundProps & { drafts: InputDraft[]; onChange(drafts: InputDraft[]): void; onReset(): void }) {
  const runner = useRun({ team, model, version: version.number });
  const wrong = drafts.find((draft) => draft.problem !== null);
  const start = () => {
    if (!wrong && !runner.open) runner.start(drafts);
  };
  useShortcut({ keys: 'mod+enter', label: 'Run', group: 'Playground', run: start });
  return (
    <>
      <ExamplesBar team={team} model={model} signature={signature} onChoose={onChange} />
      <div className="grid items-start gap-4 lg:grid-cols-[304px_minmax(0,1fr)] xl:grid-cols-[336px_minmax(0,1fr)]">
        <Card aria-label="Input">
          <CardHeader title="Input" fact={version.active ? undefined : `v${version.number}, not the active one`} />
          <CardBody>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                start();
              }}
            >
              {drafts.length === 0 ? <p className="text-ink-2">This model takes no inputs.</p> : null}
              {drafts.map((draft, index) => (
                <InputEditor key={draft.field.name} draft={draft} onChange={(next) => onChange(drafts.map((old, at) => (at === index ? next : old)))} />
              ))}
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
                    disabled={wrong !== undefined}
                    disabledReason={wrong ? `${wrong.field.title ?? wrong.field.name}: ${wrong.problem}` : undefined}
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
        <ResultPanel team={team} run={runner.run} signature={signature} sending={runner.sending} problem={runner.problem} />
      </div>
      <RecentRuns team={team} model={model} shown={runner.id} onShow={runner.show} />
      <div className="mt-4">
        <SnippetPanel team={team} model={version.active ? model : `${model}@${version.number}`} inputs={snippetInputs(drafts)} />
      </div>
    </>
  );
}
