import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { jobsOf, waits } from '../queue/waiting-jobs.ts';
import type { Runtime } from '../runtime.ts';
import type { Circuit } from '../versions/schema.ts';
import { explainVersion } from './find-wait-reason.ts';
import { findWorkers } from './find-workers.ts';
import type { QueueView } from './schema.ts';

/** How many runs wait, per version of this team and in all, and which of its versions take none because their circuit is open. */
export async function getQueue(ctx: Ctx, input: { team: string }): Promise<QueueView> {
  const scope = await requireRole(ctx, input.team, 'get-queue');
  const [depths, circuits] = await Promise.all([readDepths(ctx.runtime), findCircuits(ctx.runtime, scope.teamId)]);
  const rows = await ctx.runtime.db.version.findMany({
    where: { id: { in: depths.map((depth) => depth.versionId) }, teamId: scope.teamId },
    include: { model: { select: { name: true } } },
  });
  const workers = await findWorkers(ctx.runtime);
  const versions = depths.flatMap((depth) => {
    const row = rows.find((candidate) => candidate.id === depth.versionId);
    if (!row) return [];
    const reason = explainVersion(ctx.runtime, row, workers);
    return [{ model: row.model.name, version: row.number, waiting: depth.waiting, oldestAt: depth.oldestAt, reason }];
  });
  const waiting = depths.reduce((sum, depth) => sum + depth.waiting, 0);
  return {
    waiting,
    waitingElsewhere: waiting - versions.reduce((sum, version) => sum + version.waiting, 0),
    oldestAt: versions.map((version) => version.oldestAt).sort((a, b) => a.getTime() - b.getTime())[0] ?? null,
    versions: versions.sort((a, b) => b.waiting - a.waiting),
    circuits,
  };
}

async function readDepths(runtime: Runtime): Promise<{ versionId: string; waiting: number; oldestAt: Date }[]> {
  const { sql, queue } = runtime;
  return sql<{ versionId: string; waiting: number; oldestAt: Date }[]>`
    select j.group_id as "versionId", count(*)::int as waiting, min(j.created_on) as "oldestAt" from ${sql.unsafe(jobsOf(queue.invocations))} j
    where ${sql.unsafe(waits('j'))} and j.group_id is not null group by 1`;
}

async function findCircuits(runtime: Runtime, teamId: string): Promise<QueueView['circuits']> {
  const rows = await runtime.db.version.findMany({
    where: { teamId, health: 'circuit_open', deletedAt: null, model: { deletedAt: null } },
    include: { model: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => {
    const circuit = row.circuit as unknown as Circuit | null;
    return {
      model: row.model.name,
      version: row.number,
      error: circuit?.error ?? null,
      openedAt: circuit ? new Date(circuit.openedAt) : null,
      until: circuit ? new Date(circuit.until) : null,
    };
  });
}
