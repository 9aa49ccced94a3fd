import type { ClaimedJob } from '../queue/boss.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import type { StoredTensor } from './schema.ts';

/** An invocation a worker has claimed, with its inputs. */
export interface ClaimedInvocation {
  job: ClaimedJob;
  versionId: string;
  tensors: StoredTensor[];
  data: Buffer | null;
  blob: string | null;
  requestedOutputs: string[] | null;
  createdAt: Date;
}

/**
 * Claims up to `batchSize` invocations in arrival order, leaving out the versions named. Jobs whose invocation has ended
 * meanwhile (canceled) are settled here and not returned.
 */
export async function claimInvocations(runtime: Runtime, options: { batchSize: number; ignoreVersions: string[] }): Promise<ClaimedInvocation[]> {
  const sql = runtime.relaxedSql;
  const jobs = await runtime.queue.claim(INVOCATIONS, { batchSize: options.batchSize, ignoreGroups: options.ignoreVersions, executor: sql });
  if (jobs.length === 0) return [];
  const rows = await sql<(Omit<ClaimedInvocation, 'job'> & { id: string })[]>`
    select id, version_id as "versionId", inputs as tensors, input_data as data, input_blob as blob,
      requested_outputs as "requestedOutputs", created_at as "createdAt"
    from invocation where id = any(${jobs.map((job) => job.id)}::uuid[]) and status = 'queued'`;
  const byId = new Map(rows.map(({ id, ...row }) => [id, row]));
  const ended = jobs.filter((job) => !byId.has(job.id));
  if (ended.length > 0) await runtime.queue.complete(INVOCATIONS, ended, sql);
  return jobs
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((job) => {
      const row = byId.get(job.id);
      return row ? [{ job, ...row }] : [];
    });
}

/** Of these invocations, those that were canceled. */
export async function findCanceled(runtime: Runtime, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await runtime.sql<{ id: string }[]>`select id from invocation where id = any(${ids}::uuid[]) and status = 'canceled'`;
  return rows.map((row) => row.id);
}
