'use client';

import { useEffect } from 'react';
import type { Signature } from '../../server/signatures/schema.ts';
import type { VersionView } from '../../server/versions/schema.ts';
import { Skeleton } from '../_components/skeleton.tsx';
import { InputCard, problemOfDrafts } from './input-card.tsx';
import type { InputDraft } from './input-draft.ts';
import { ResultPanel } from './result-panel.tsx';
import { useDrafts } from './use-drafts.ts';
import { useRun } from './use-run.ts';

interface TestRunProps {
  team: string;
  version: VersionView;
  signature: Signature;
}

/**
 * A test input beside a version that was just deployed, run at once where there is one: whether the guess is right is seen,
 * not read. What was dropped here comes along to the version that a corrected guess makes.
 */
export function TestRun({ team, version, signature }: TestRunProps) {
  const { drafts, change, reset } = useDrafts({ team, model: version.model, signature });
  if (!drafts) return <Skeleton className="h-48 w-full" />;
  return <Trial {...{ team, version, signature, drafts }} onChange={change} onReset={reset} />;
}

function Trial({
  team,
  version,
  signature,
  drafts,
  onChange,
  onReset,
}: TestRunProps & { drafts: InputDraft[]; onChange(drafts: InputDraft[]): void; onReset(): void }) {
  const runner = useRun({ team, model: version.model, version: version.number });
  const { start } = runner;
  useEffect(() => {
    // Plain tensors were tried with made-up numbers already: another such run would show nothing.
    if (signature.task !== 'tensor' && problemOfDrafts(drafts) === null && isFirstTime(version.id)) start(drafts);
    // Only what stood there when the page opened; later ones are run by hand.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <>
      <InputCard title="Test input" without={signature.generation?.chat ? ['prompt'] : []} {...{ drafts, runner, onChange, onReset }} />
      {runner.id || runner.sending || runner.problem ? (
        <ResultPanel team={team} run={runner.run} signature={signature} sending={runner.sending} problem={runner.problem} />
      ) : null}
    </>
  );
}

// Once per version and tab: coming back to the page runs nothing.
function isFirstTime(versionId: string): boolean {
  const key = `tested:${versionId}`;
  if (window.sessionStorage.getItem(key)) return false;
  window.sessionStorage.setItem(key, '1');
  return true;
}
