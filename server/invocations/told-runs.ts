import { MOST_TOLD_BYTES, packRings } from '../events/pack-rings.ts';
import { attemptsOf } from '../queue/job-states.ts';
import type { EndedRow } from './ended-waiters.ts';
import type { FinishedInvocation } from './finish-invocations.ts';

/** How a run ended: what whoever queued it does not know yet. */
export type ToldRun = Pick<
  EndedRow,
  'id' | 'status' | 'outputs' | 'outputData' | 'error' | 'timings' | 'worker' | 'attempts' | 'startedAt' | 'device' | 'createdAt' | 'endedAt'
>;

/** What Postgres puts round each: brackets, commas and the two times that only it knows. */
const AROUND_BYTES = 100;

/** The statement's part that rings with what `ended(id, created_at, ended_at)` has; $1 are ids, $12 texts of tellRuns, $13 their rings. */
export const RING_ENDED = `(select count(pg_notify('moorage_ended', ring.runs)) from (
    select case when t.ring < 0 then '' else
      '[' || string_agg('[' || to_json(e.created_at) || ',' || to_json(e.ended_at) || ',' || t.told || ']', ',') || ']' end as runs
    from ended e join unnest($1::uuid[], $12::text[], $13::int[]) as t(id, told, ring) on t.id = e.id group by t.ring) ring)`;

/** A text for each run, null for what is too large, and the ring each goes with; all without a text share one. */
export function tellRuns(finished: FinishedInvocation[]): { texts: (string | null)[]; rings: number[] } {
  const texts = finished.map(tell);
  return { texts, rings: packRings(texts, AROUND_BYTES) };
}

function tell({ job, status, outputs, error, timings, worker, startedAt, device }: FinishedInvocation): string | null {
  if (outputs?.blob || (outputs?.data?.byteLength ?? 0) > MOST_TOLD_BYTES) return null;
  const data = outputs?.data?.toString('base64') ?? null;
  const [tensors, why, times] = [outputs?.tensors ?? null, error, timings].map(asStored);
  const parts = [job.id, status, tensors, data, why, times, worker?.name ?? null, attemptsOf({ ...job, startedAt }), startedAt, device ?? null];
  const text = JSON.stringify(parts).slice(1, -1);
  return Buffer.byteLength(text) > MOST_TOLD_BYTES ? null : text;
}

// Keys in the order of jsonb, shorter ones first: who was told is to answer, byte for byte, what one who reads the row
// answers, since callers with the same key may meet either.
function asStored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStored);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, asStored(item)]));
}

type Told = [
  createdAt: string,
  endedAt: string,
  id: string,
  status: ToldRun['status'],
  outputs: ToldRun['outputs'],
  data: string | null,
  error: ToldRun['error'],
  timings: ToldRun['timings'],
  worker: string | null,
  attempts: number,
  startedAt: string | null,
  device: string | null,
];

/** The runs that a ring tells of. */
export function hearRuns(rung: string): ToldRun[] {
  return (JSON.parse(rung) as Told[]).map(([createdAt, endedAt, id, status, outputs, data, error, timings, worker, attempts, startedAt, device]) => ({
    ...{ id, status, outputs, error, timings, worker, attempts, device },
    outputData: data === null ? null : Buffer.from(data, 'base64'),
    startedAt: startedAt === null ? null : new Date(startedAt),
    createdAt: new Date(createdAt),
    endedAt: new Date(endedAt),
  }));
}
