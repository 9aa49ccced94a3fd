import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { attemptsOf } from '../queue/job-states.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import { invocationUuid } from './create-invocation.ts';
import { getInvocation } from './get-invocation.ts';
import type { InvocationView } from './schema.ts';

/**
 * Ends a run that has not ended: a queued one never runs, a running one is stopped by its worker within a second.
 * @throws NOT_FOUND, CONFLICT when it has already ended otherwise
 */
export async function cancelInvocation(ctx: Ctx, input: { team: string; id: string }): Promise<InvocationView> {
  const scope = await requireRole(ctx, input.team, 'cancel-invocation');
  const { runtime } = ctx;
  const id = invocationUuid(input.id);
  const error = JSON.stringify({ code: 'CANCELED', message: `Canceled by ${scope.actor.name}.`, cause: null, suggestions: [] });
  const canceled = await runtime.sql.begin(async (tx) => {
    const [row] = await tx`select 1 from invocation where id = ${id}::uuid and team_id = ${scope.teamId}::uuid`;
    if (!row) return false;
    // The job before the row, the order in which results are recorded: the two never wait for each other.
    const [job] = await runtime.queue.states([id], tx);
    await runtime.queue.cancel(INVOCATIONS, [id], tx);
    const isRunning = job?.state === 'active';
    const rows = await tx`
      with ended as (
        update invocation set status = 'canceled', ended_at = clock_timestamp(), error = ${error}::text::jsonb,
          attempts = ${job ? attemptsOf(job) : 0}::int, started_at = coalesce(started_at, ${isRunning ? job.startedAt : null}::timestamptz)
        where id = ${id}::uuid and status = 'queued' returning id, team_id, model_id, status)
      insert into unsuccessful_invocation (id, team_id, model_id, status) select id, team_id, model_id, status from ended returning id`;
    if (rows.length > 0) await Promise.all([runtime.bell.ring('moorage_cancel', tx), runtime.bell.ring('moorage_ended', tx)]);
    return rows.length > 0;
  });
  const view = await getInvocation(ctx, input);
  if (!canceled && view.status !== 'canceled') {
    throw new AppError('CONFLICT', `Run ${input.id} has already ended: ${view.status}.`);
  }
  return view;
}
