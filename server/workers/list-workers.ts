import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { findWorkers, type FoundWorker } from './find-workers.ts';
import type { WorkerView } from './schema.ts';

/** Workers heard of in the last hour, with the versions of this team they have loaded. Other teams' models have no name here. */
export async function listWorkers(ctx: Ctx, input: { team: string }): Promise<WorkerView[]> {
  const scope = await requireRole(ctx, input.team, 'list-workers');
  return viewWorkers(ctx.runtime, scope.teamId, await findWorkers(ctx.runtime));
}

/** Workers as a team may see them. */
export async function viewWorkers(runtime: Runtime, teamId: string, workers: FoundWorker[]): Promise<WorkerView[]> {
  const ids = workers.flatMap((worker) => worker.loaded.map((item) => item.versionId));
  const versions = await runtime.db.version.findMany({
    where: { id: { in: ids }, teamId },
    select: { id: true, number: true, model: { select: { name: true } } },
  });
  const named = new Map(versions.map((version) => [version.id, version]));
  return workers.map((worker) => ({
    ...worker,
    id: toId('wrk', worker.id),
    loaded: worker.loaded.map((item) => ({
      ...item,
      versionId: toId('ver', item.versionId),
      model: named.get(item.versionId)?.model.name ?? null,
      version: named.get(item.versionId)?.number ?? null,
    })),
  }));
}
