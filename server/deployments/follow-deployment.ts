import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import type { StoredEvent } from '../events/schema.ts';
import { getDeploymentRow } from './get-deployment.ts';

/** A deployment's events after `afterSeq`: those stored, then live ones, up to and including `done`. @throws NOT_FOUND */
export async function* followDeployment(
  ctx: Ctx,
  input: { team: string; deployment: string; afterSeq: number; signal: AbortSignal },
): AsyncGenerator<StoredEvent> {
  const scope = await requireRole(ctx, input.team, 'follow-deployment');
  const { id } = await getDeploymentRow(ctx, scope, input.deployment);
  const stop = new AbortController();
  try {
    for await (const events of ctx.runtime.events.follow(id, input.afterSeq, AbortSignal.any([input.signal, ctx.runtime.ending, stop.signal]))) {
      for (const event of events) {
        yield event;
        if (event.kind === 'done') return;
      }
    }
  } finally {
    stop.abort();
  }
}
