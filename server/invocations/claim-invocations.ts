import { failpoint } from '../failpoints.ts';
import type { ClaimedJob } from '../queue/boss.ts';
import { claimJobs } from '../queue/claim-jobs.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import type { StoredValue } from './schema.ts';

/** An invocation a worker has claimed, with its inputs. */
export interface ClaimedInvocation {
  job: ClaimedJob;
  versionId: string;
  tensors: StoredValue[];
  data: Buffer | null;
  blob: string | null;
  requestedOutputs: string[] | null;
  createdAt: Date;
  priority: number;
  deadlineAt: Date | null;
}

type Row = Omit<ClaimedInvocation, 'job'> & { found: boolean };

const ROW = {
  join: `left join invocation i on i.id = claimed.id and i.status = 'queued'`,
  select: `i.id is not null as found, i.version_id as "versionId", i.inputs as tensors, i.input_data as data, i.input_blob as blob,
    i.requested_outputs as "requestedOutputs", i.created_at as "createdAt",
    i.priority, i.deadline_at as "deadlineAt"`,
  owner: '(select v.team_id from version v where v.id = g.group_id::uuid)',
};

/**
 * Claims up to `batchSize` invocations for a worker: of each version as many as it has room for, the teams in turns, and
 * so the versions of each, by priority and then in arrival order. Jobs whose invocation has ended meanwhile (canceled) are
 * settled here and not returned.
 */
export async function claimInvocations(
  runtime: Runtime,
  options: { batchSize: number; rooms: ReadonlyMap<string, number>; roomOfOthers: number; workerId: string },
): Promise<ClaimedInvocation[]> {
  const executor = runtime.relaxedSql;
  const rows = await claimJobs<Row>(executor, { queue: runtime.queue.invocations, ...options }, ROW);
  const claimed = rows.map(({ id, retryCount, groupId, found, ...row }) => ({ found, ...row, job: { id, retryCount, groupId: groupId ?? null, data: null } }));
  const ended = claimed.filter((row) => !row.found).map((row) => row.job);
  if (ended.length > 0) await runtime.queue.complete(INVOCATIONS, ended, executor);
  if (claimed.length > 0) failpoint(runtime.env, 'claim.after_commit');
  // The statement returns them in the order of its plan.
  return claimed.filter((row) => row.found).sort((a, b) => b.priority - a.priority || (a.job.id < b.job.id ? -1 : 1));
}

/** Of these invocations, those that were canceled. */
export async function findCanceled(runtime: Runtime, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await runtime.sql<{ id: string }[]>`select id from invocation where id = any(${ids}::uuid[]) and status = 'canceled'`;
  return rows.map((row) => row.id);
}
