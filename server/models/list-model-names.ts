import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import type { ModelNameView } from './schema.ts';
import { shownVersionOf } from './select-models.ts';

/** All of the team's models by name, with what it takes to choose one. */
export async function listModelNames(ctx: Ctx, input: { team: string }): Promise<ModelNameView[]> {
  const scope = await requireRole(ctx, input.team, 'list-model-names');
  const { sql } = ctx.runtime;
  const rows = await sql<(Omit<ModelNameView, 'status'> & { status: ModelNameView['status'] | null })[]>`
    select m.id, m.name, m.created_at as "createdAt", shown.signature ->> 'task' as task, shown.status::text as status,
      case when shown.id = m.active_version_id then shown.number end as "activeVersion"
    from model m left join lateral ${shownVersionOf(sql)} shown on true
    where m.team_id = ${scope.teamId}::uuid and m.live_name is not null order by m.name collate "C"`;
  return rows.map((row) => ({ ...row, id: toId('mod', row.id), status: row.status ?? 'archived' }));
}
