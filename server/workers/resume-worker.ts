import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { changeWorker } from './drain-worker.ts';
import type { WorkerView } from './schema.ts';

/** A draining worker takes runs again. @throws NOT_FOUND, CONFLICT when it was not heard of */
export async function resumeWorker(ctx: Ctx, input: { team: string; worker: string }): Promise<WorkerView> {
  const scope = await requireRole(ctx, input.team, 'resume-worker');
  return changeWorker(ctx, { scope, worker: input.worker, wanted: 'taking_work', verb: 'resume-worker' });
}
