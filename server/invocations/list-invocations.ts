import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { fromId, toId } from '../ids.ts';
import type { InvocationView } from './schema.ts';
import type { listInvocationsSchema } from './schema.ts';
import { selectInvocation, toViews, type InvocationRow } from './select-invocations.ts';

/**
 * The team's invocations, newest first. Ids sort by time, so a page is a range of ids; statuses other than succeeded
 * come from their own small table.
 */
export async function listInvocations(ctx: Ctx, input: z.input<typeof listInvocationsSchema>): Promise<{ items: InvocationView[]; nextCursor: string | null }> {
  const scope = await requireRole(ctx, input.team, 'list-invocations');
  const { sql } = ctx.runtime;
  const limit = Number(input.limit ?? 50);
  const before = input.cursor ? fromId('inv', input.cursor) : null;
  const user = input.by?.startsWith('usr_') ? fromId('usr', input.by) : null;
  const key = input.by?.startsWith('key_') ? fromId('key', input.by) : null;
  const status = input.status;
  const rows = await sql<InvocationRow[]>`
    ${selectInvocation(sql)}
    ${status === 'failed' || status === 'canceled' || status === 'expired' ? sql`join unsuccessful_invocation x on x.id = i.id and x.status = ${status}::"InvocationStatus" and x.team_id = ${scope.teamId}::uuid` : sql``}
    where i.team_id = ${scope.teamId}::uuid
      ${before ? sql`and i.id < ${before}::uuid` : sql``}
      ${input.model ? sql`and i.model_id = (select id from model where team_id = ${scope.teamId}::uuid and live_name = ${input.model})` : sql``}
      ${input.version ? sql`and v.number = ${Number(input.version)}` : sql``}
      ${status === 'succeeded' ? sql`and i.status = 'succeeded'` : sql``}
      ${status === 'queued' || status === 'running' ? sql`and i.status = 'queued' and ${runningClause(ctx, status)}` : sql``}
      ${input.by ? (key ? sql`and i.created_by_key_id = ${key}::uuid` : sql`and i.created_by_user_id = ${user}::uuid`) : sql``}
      ${input.since ? sql`and i.id >= partitions.uuid_at(${new Date(input.since as Date).toISOString()}::timestamptz)` : sql``}
      ${input.until ? sql`and i.id < partitions.uuid_at(${new Date(input.until as Date).toISOString()}::timestamptz)` : sql``}
    order by i.id desc limit ${limit + 1}`;
  const items = await toViews(ctx.runtime, rows.slice(0, limit));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, nextCursor: last ? toId('inv', last.id) : null };
}

function runningClause(ctx: Ctx, status: 'queued' | 'running') {
  const { sql } = ctx.runtime;
  const running = sql`exists (select 1 from pgboss.job j where j.name = 'invocations' and j.id = i.id and j.state = 'active')`;
  return status === 'running' ? running : sql`not ${running}`;
}
