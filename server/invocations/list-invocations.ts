import type postgres from 'postgres';
import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { fromId, toId } from '../ids.ts';
import type { InvocationView } from './schema.ts';
import type { listInvocationsSchema } from './schema.ts';
import { selectRunningIds, selectWaitingIds } from './select-open-ids.ts';
import { selectInvocation, toViews, type InvocationRow } from './select-invocations.ts';

/**
 * The team's invocations, newest first. Ids sort by time, so a page is a range of ids; ids of runs that
 * have not succeeded come from the small tables that hold only them.
 */
export async function listInvocations(ctx: Ctx, input: z.input<typeof listInvocationsSchema>): Promise<{ items: InvocationView[]; nextCursor: string | null }> {
  const scope = await requireRole(ctx, input.team, 'list-invocations');
  const { sql } = ctx.runtime;
  const limit = Number(input.limit ?? 50);
  const before = input.cursor ? fromId('inv', input.cursor) : null;
  const user = input.by?.startsWith('usr_') ? fromId('usr', input.by) : null;
  const key = input.by?.startsWith('key_') ? fromId('key', input.by) : null;
  const status = input.status;
  const range = (id: postgres.Fragment) => sql`
    ${before ? sql`and ${id} < ${before}::uuid` : sql``}
    ${input.since ? sql`and ${id} >= partitions.uuid_at(${new Date(input.since as Date).toISOString()}::timestamptz)` : sql``}
    ${input.until ? sql`and ${id} < partitions.uuid_at(${new Date(input.until as Date).toISOString()}::timestamptz)` : sql``}`;
  const model = input.model ? sql`(select id from model where team_id = ${scope.teamId}::uuid and live_name = ${input.model})` : null;
  // Ids of the few runs of this status, of which the newest suffice unless more is asked of them than the small table knows.
  const most = input.by || (input.version && status !== 'queued') ? sql`` : sql`limit ${limit + 1}`;
  const unsuccessful = sql`
    select x.id from unsuccessful_invocation x where x.team_id = ${scope.teamId}::uuid and x.status = ${status ?? ''}::text::"InvocationStatus"
      ${range(sql`x.id`)} ${model ? sql`and x.model_id = ${model}` : sql``} order by x.id desc ${most}`;
  const version = sql`v.team_id = ${scope.teamId}::uuid ${model ? sql`and v.model_id = ${model}` : sql``} ${input.version ? sql`and v.number = ${Number(input.version)}` : sql``}`;
  const few = {
    queued: selectWaitingIds(ctx.runtime, { version, range, most }),
    running: selectRunningIds(ctx.runtime, { version, range }),
    succeeded: null,
    any: null,
    failed: unsuccessful,
    canceled: unsuccessful,
    expired: unsuccessful,
  }[status ?? 'any'];
  const rows = await sql<InvocationRow[]>`
    ${selectInvocation(sql)}
    where i.team_id = ${scope.teamId}::uuid ${range(sql`i.id`)}
      ${few ? sql`and i.id = any(array(${few}))` : sql``}
      ${status === 'queued' || status === 'running' ? sql`and i.status = 'queued'` : sql``}
      ${model ? sql`and i.model_id = ${model}` : sql``}
      ${input.version ? sql`and v.number = ${Number(input.version)}` : sql``}
      ${status === 'succeeded' ? sql`and i.status = 'succeeded'` : sql``}
      ${input.by ? (key ? sql`and i.created_by_key_id = ${key}::uuid` : sql`and i.created_by_user_id = ${user}::uuid`) : sql``}
    order by i.id desc limit ${limit + 1}`;
  const items = await toViews(ctx.runtime, rows.slice(0, limit));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, nextCursor: last ? toId('inv', last.id) : null };
}
