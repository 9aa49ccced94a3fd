import type { ReactNode } from 'react';
import type { ChecklistStep, StepState } from '../../../_components/checklist.tsx';
import type { LogEntry } from '../../../_components/log-line.tsx';
import type { DeploymentView, Phase } from '../../../../server/deployments/schema.ts';

type PhaseName = Phase['name'];

/** Each phase in its three tenses. */
const WORDS: Record<PhaseName, { done: string; live: string; failed: string }> = {
  upload: { done: 'Uploaded', live: 'Uploading', failed: 'Failed at upload' },
  verify: { done: 'Verified', live: 'Verifying', failed: 'Failed at verify' },
  parse: { done: 'Parsed', live: 'Parsing', failed: 'Failed at parse' },
  prepare: { done: 'Environment prepared', live: 'Preparing the environment', failed: 'Failed at prepare' },
  load: { done: 'Loaded', live: 'Loading', failed: 'Failed at load' },
  probe: { done: 'Probed', live: 'Probing', failed: 'Failed at probe' },
};

const STATES: Record<Phase['status'], StepState> = { todo: 'todo', running: 'live', done: 'done', warning: 'warn', failed: 'failed', skipped: 'todo' };

/** Files that the deployment brings itself. */
const BROUGHT = { done: 'Downloaded', live: 'Downloading', failed: 'Failed at download' };

/** A log line with the phase it was said in. */
export type PhaseLog = LogEntry & { phase: PhaseName | null };

export function wordOf(phase: Pick<Phase, 'name' | 'status' | 'source'>): string {
  const words = phase.source === undefined ? WORDS[phase.name] : BROUGHT;
  if (phase.status === 'running') return words.live;
  return phase.status === 'failed' ? words.failed : words.done;
}

type StepParts = {
  deployment: DeploymentView;
  phases: readonly Phase[];
  log: readonly PhaseLog[];
  /** How a phase's time is shown: fixed, or counting while it runs. */
  timeOf: (phase: Phase) => ReactNode;
  readyFact: ReactNode;
};

/** The checklist: every phase with its fact, time and log lines, and "Ready" at the end. */
export function stepsOf({ deployment, phases, log, timeOf, readyFact }: StepParts): ChecklistStep[] {
  const stopped = deployment.status === 'failed' || deployment.status === 'canceled';
  const steps = phases.map((phase): ChecklistStep => {
    const halted = stopped && phase.status === 'running';
    const state = halted ? (deployment.status === 'failed' ? 'failed' : 'todo') : STATES[phase.status];
    const shown = halted ? (state === 'failed' ? 'failed' : 'todo') : phase.status;
    const name = wordOf({ ...phase, status: shown });
    return {
      id: phase.name,
      name,
      state,
      fact: phase.fact && state !== 'failed' ? phase.fact : stopped && state === 'todo' ? (halted ? 'canceled' : 'not started') : undefined,
      time: halted ? undefined : timeOf(phase),
      log: log.filter((line) => line.phase === phase.name),
      // What a person wants to see of a success: what it takes and how it runs.
      open: phase.name === 'load' || phase.name === 'probe',
    };
  });
  const ready = deployment.status === 'succeeded';
  steps.push({ id: 'ready', name: 'Ready', state: ready ? 'done' : 'todo', fact: ready ? readyFact : stopped ? 'not started' : undefined });
  return steps;
}

/** The same steps on one line while the files are on their way. */
export function railOf(upload: 'moving' | 'halted' | 'done'): { id: string; name: string; state: StepState }[] {
  const rest = (['verify', 'parse', 'load', 'probe'] as const).map((id) => ({ id, name: WORDS[id].done, state: 'todo' as const }));
  const state = { moving: 'live', halted: 'todo', done: 'done' } as const;
  return [{ id: 'upload', name: upload === 'moving' ? 'Uploading' : 'Uploaded', state: state[upload] }, ...rest, { id: 'ready', name: 'Ready', state: 'todo' }];
}

/** Milliseconds a phase took; null while it runs or before it has. */
export function tookMs(phase: Phase): number | null {
  return phase.startedAt && phase.endedAt ? Date.parse(phase.endedAt) - Date.parse(phase.startedAt) : null;
}
