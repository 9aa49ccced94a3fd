import type postgres from 'postgres';
import type { Sql } from '../db.ts';
import type { ErrorBody } from '../errors.ts';
import { toId } from '../ids.ts';
import { attemptsOf } from '../queue/job-states.ts';
import type { Runtime } from '../runtime.ts';
import { findRates, type Rate } from '../workers/find-rates.ts';
import type { InvocationStatus, InvocationSummary, InvocationView, StoredValue, Timings, ValueInfo } from './schema.ts';

const ENOUGH_RUNS = 5;

/** An invocation as stored, with the names its ids stand for and without tensor bytes. */
export interface InvocationRow {
  id: string;
  model: string;
  version: number;
  status: InvocationStatus;
  source: string;
  userId: string | null;
  keyId: string | null;
  byName: string | null;
  worker: string | null;
  inputs: StoredValue[];
  outputs: StoredValue[] | null;
  requestedOutputs: string[] | null;
  error: ErrorBody | null;
  timings: Timings | null;
  attempts: number;
  versionId: string;
  priority: number;
  deadlineAt: Date | null;
  device: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
}

/** The select list and joins of an InvocationRow; `i` is the invocation, `more` further columns, `from` where `i` comes from. */
export function selectInvocation(sql: Sql, more: postgres.Fragment = sql``, from: postgres.Fragment = sql`invocation i`) {
  return sql`
    select i.id, m.name as model, v.number as version, i.status::text as status, i.source,
      i.created_by_user_id as "userId", i.created_by_key_id as "keyId", coalesce(k.name, nullif(u.name, ''), u.email) as "byName",
      w.name as worker, i.inputs, i.outputs, i.requested_outputs as "requestedOutputs", i.error, i.timings, i.attempts,
      i.version_id as "versionId", i.priority, i.deadline_at as "deadlineAt", i.device,
      i.created_at as "createdAt", i.started_at as "startedAt", i.ended_at as "endedAt" ${more}
    from ${from}
    join model m on m.id = i.model_id
    join version v on v.id = i.version_id
    left join "user" u on u.id = i.created_by_user_id
    left join api_key k on k.id = i.created_by_key_id
    left join worker w on w.id = i.worker_id`;
}

/**
 * Rows as lists and pages show them. A claim writes only the job, so whether a queued row is running, and how many runs
 * come first, is read from the queue: one query for all of them.
 */
export async function toViews(runtime: Runtime, rows: InvocationRow[]): Promise<InvocationView[]> {
  const open = rows.filter((row) => row.status === 'queued').map((row) => row.id);
  const states = new Map((await runtime.queue.states(open)).map((state) => [state.id, state]));
  const rates = open.length > 0 ? await findRates(runtime) : new Map<string, Rate>();
  return rows.map((row) => {
    const job = states.get(row.id);
    const running = job?.state === 'active';
    return {
      ...viewEnded(row),
      status: running ? 'running' : row.status,
      startedAt: row.startedAt ?? (running ? job.startedAt : null),
      attempts: job ? attemptsOf(job) : row.attempts,
      queuePosition: row.status === 'queued' && job && !running ? job.ahead : null,
      etaMs: row.status === 'queued' && job && !running ? estimate(job.ahead + job.busy + 1, rates.get(row.versionId)) : null,
    };
  });
}

/** Milliseconds until that many runs are done at the rate the workers measured; null without enough runs to judge by. */
function estimate(runs: number, rate: Rate | undefined): number | null {
  if (!rate || rate.runs < ENOUGH_RUNS || rate.perSecond <= 0) return null;
  return Math.round((runs / rate.perSecond) * 1000);
}

/** A row that has ended needs no look at the queue. */
export function viewEnded(row: InvocationRow): InvocationView {
  return {
    ...toSummary(row),
    worker: row.worker,
    inputs: describe(row.inputs),
    outputs: row.outputs ? describe(row.outputs) : null,
    requestedOutputs: row.requestedOutputs,
    queuePosition: null,
    etaMs: null,
    waitReason: null,
    priority: row.priority,
    deadlineAt: row.deadlineAt,
    device: row.device,
  };
}

function toSummary(row: InvocationRow): InvocationSummary {
  return {
    id: toId('inv', row.id),
    model: row.model,
    version: row.version,
    status: row.status,
    source: row.source,
    createdBy: row.keyId
      ? { kind: 'key', id: toId('key', row.keyId), name: row.byName ?? 'deleted key' }
      : row.userId
        ? { kind: 'user', id: toId('usr', row.userId), name: row.byName ?? 'former member' }
        : { kind: 'system', id: null, name: 'system' },
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    timings: row.timings,
    error: row.error,
    attempts: row.attempts,
  };
}

function describe(tensors: StoredValue[]): ValueInfo[] {
  return tensors.map(({ offset: _offset, ...value }, position) => ({ ...value, position }));
}
