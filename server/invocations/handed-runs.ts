import { MOST_TOLD_BYTES, packRings } from '../events/pack-rings.ts';
import type { ClaimedInvocation } from './claim-invocations.ts';
import type { NewInvocation } from './insert-invocations.ts';
import type { Offers } from './worker-offers.ts';

/** For each run the worker it is handed to, what that is told, and the ring this goes with; null and -1 where nobody takes it. */
export interface HandedRuns {
  workers: (string | null)[];
  texts: (string | null)[];
  rings: number[];
}

/** A comma, and its share of what names the worker and the moment. */
const AROUND_BYTES = 100;

/** The statement's part that rings for `job(worker, told, ring)`: with what each worker is handed, and with nothing for the rest. */
export const RING_WORK = `(select count(pg_notify('moorage_work', ring.runs)) from (
    select case when worker is null then '' else
      '["' || worker || '",' || to_json(statement_timestamp()::timestamptz(3)) || ',' || string_agg(told, ',') || ']' end as runs
    from job group by worker, case when worker is not null then ring end) ring)`;

/** Hands runs to workers that offered to take them, in the order they came. What is too large to be told waits to be claimed. */
export function handRuns(offers: Offers, runs: NewInvocation[]): HandedRuns {
  const handed = runs.map((run) => {
    const text = tell(run);
    const worker = text === null ? null : offers.take(run.versionId);
    // Whoever comes later comes after it.
    if (worker === null) offers.withdraw(run.versionId);
    return { worker, text: worker === null ? null : text };
  });
  const texts = handed.map(({ text }) => text);
  return { workers: handed.map(({ worker }) => worker), texts, rings: packRings(texts, AROUND_BYTES) };
}

/** Hands none of them to anybody: they wait to be claimed. */
export function keepRuns(runs: NewInvocation[]): HandedRuns {
  const none = runs.map(() => null);
  return { workers: none, texts: none, rings: runs.map(() => -1) };
}

function tell({ id, versionId, tensors, data, blob, requestedOutputs, priority, deadlineAt }: NewInvocation): string | null {
  if ((data?.byteLength ?? 0) > MOST_TOLD_BYTES) return null;
  const told: Told = [id, versionId, tensors, data?.toString('base64') ?? null, blob, requestedOutputs, priority, deadlineAt?.toISOString() ?? null];
  const text = JSON.stringify(told);
  return Buffer.byteLength(text) > MOST_TOLD_BYTES ? null : text;
}

type Told = [
  id: string,
  versionId: string,
  tensors: ClaimedInvocation['tensors'],
  data: string | null,
  blob: string | null,
  requestedOutputs: string[] | null,
  priority: number,
  deadlineAt: string | null,
];

/** The runs a ring hands to this worker; none where it names another. */
export function hearHanded(rung: string, workerId: string): ClaimedInvocation[] {
  if (!rung.startsWith(`["${workerId}"`)) return [];
  const [, createdAt, ...runs] = JSON.parse(rung) as [string, string, ...Told[]];
  return runs.map(([id, versionId, tensors, data, blob, requestedOutputs, priority, deadlineAt]) => ({
    job: { id, retryCount: 0, groupId: versionId, data: null },
    ...{ versionId, tensors, blob, requestedOutputs, priority },
    data: data === null ? null : Buffer.from(data, 'base64'),
    createdAt: new Date(createdAt),
    deadlineAt: deadlineAt === null ? null : new Date(deadlineAt),
  }));
}
