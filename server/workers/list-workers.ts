import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import { WORKER_LOST_MS, type LoadedVersion, type WorkerInfo, type WorkerView } from './schema.ts';

/** Workers heard of in the last hour, with the versions of this team they have loaded. Other teams' models have no name here. */
export async function listWorkers(ctx: Ctx, input: { team: string }): Promise<WorkerView[]> {
  const scope = await requireRole(ctx, input.team, 'list-workers');
  const rows = await ctx.runtime.db.worker.findMany({
    where: { endedAt: null, heartbeatAt: { gt: new Date(Date.now() - 3600_000) } },
    orderBy: { startedAt: 'asc' },
  });
  const ids = rows.flatMap((row) => (row.loaded as unknown as LoadedVersion[]).map((item) => item.versionId));
  const versions = await ctx.runtime.db.version.findMany({
    where: { id: { in: ids }, teamId: scope.teamId },
    select: { id: true, number: true, model: { select: { name: true } } },
  });
  const named = new Map(versions.map((version) => [version.id, version]));
  return rows.map((row) => ({
    id: toId('wrk', row.id),
    name: row.name,
    host: row.host,
    pid: row.pid,
    state: Date.now() - row.heartbeatAt.getTime() > WORKER_LOST_MS ? 'lost' : row.state === 'draining' ? 'draining' : 'taking_work',
    info: row.info as unknown as WorkerInfo,
    loaded: (row.loaded as unknown as LoadedVersion[]).map((item) => ({
      ...item,
      versionId: toId('ver', item.versionId),
      model: named.get(item.versionId)?.model.name ?? null,
      version: named.get(item.versionId)?.number ?? null,
    })),
    startedAt: row.startedAt,
    heartbeatAt: row.heartbeatAt,
  }));
}
