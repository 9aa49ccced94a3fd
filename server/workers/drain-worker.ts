import type { Ctx } from '../context.ts';
import { requireRole, type TeamScope } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { AppError } from '../errors.ts';
import { fromId } from '../ids.ts';
import { findWorkers } from './find-workers.ts';
import { viewWorkers } from './list-workers.ts';
import type { WorkerView } from './schema.ts';

/**
 * The worker takes no new runs, finishes what it has, and stays: for every team, since a worker is nobody's own.
 * @throws NOT_FOUND, CONFLICT when it was not heard of
 */
export async function drainWorker(ctx: Ctx, input: { team: string; worker: string }): Promise<WorkerView> {
  const scope = await requireRole(ctx, input.team, 'drain-worker');
  return changeWorker(ctx, { scope, worker: input.worker, wanted: 'draining', verb: 'drain-worker' });
}

/** Says what a worker is to do, and tells it. @throws NOT_FOUND, CONFLICT */
export async function changeWorker(
  ctx: Ctx,
  change: { scope: TeamScope; worker: string; wanted: 'taking_work' | 'draining'; verb: 'drain-worker' | 'resume-worker' },
): Promise<WorkerView> {
  const { scope, wanted, verb } = change;
  const worker = await findWorker(ctx, change.worker);
  if (worker.state === 'lost') {
    throw new AppError('CONFLICT', `${worker.name} was not heard of for a while: it cannot be told anything.`, {
      suggestions: ['What it had claimed goes to other workers by itself. “npm start” on its machine starts it again.'],
    });
  }
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.worker.update({ where: { id: worker.id }, data: { wanted } });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb, subject: worker.name, data: {} });
  });
  await ctx.runtime.bell.ring('moorage_workers');
  const [view] = await viewWorkers(ctx.runtime, scope.teamId, [await findWorker(ctx, change.worker)]);
  return view as WorkerView;
}

async function findWorker(ctx: Ctx, id: string) {
  const uuid = fromId('wrk', id);
  const worker = (await findWorkers(ctx.runtime)).find((candidate) => candidate.id === uuid);
  if (!worker) throw new AppError('NOT_FOUND', 'There is no such worker.', { suggestions: ['It may have ended. See the list of workers.'] });
  return worker;
}
