import type postgres from 'postgres';
import type { z } from 'zod';
import type { Sql } from '../db.ts';
import { AppError } from '../errors.ts';
import { fromId, toId } from '../ids.ts';
import type { listModelsSchema } from './schema.ts';
import { shownVersionOf } from './select-models.ts';
import { UNDO_DAYS } from './sweep-deleted.ts';

type Order = Omit<z.output<typeof listModelsSchema>, 'team'>;

/**
 * Which models a page shows, in their order: only what they are sorted by is read of all of them. A cursor is the last
 * one's key and id.
 */
export async function selectModelPage(sql: Sql, teamId: string, order: Order): Promise<{ ids: string[]; total: number; nextCursor: string | null }> {
  const { name, search, sort, deleted, limit } = order;
  const byName = sort === 'name';
  const after = order.cursor === undefined ? null : parseCursor(order.cursor, byName);
  const key = { recent: recency(sql, deleted), name: sql`m.name collate "C"`, runs: sql`coalesce(counted.runs, 0)`, size: shownSize(sql) }[sort];
  const rows = await sql<{ id: string | null; key: string; total: number }[]>`
    with keyed as (
      select m.id, ${key} as key from model m ${sort === 'runs' ? runCounts(sql, teamId) : sql``}
      where m.team_id = ${teamId}::uuid
        ${deleted ? sql`and m.deleted_at > now() - ${UNDO_DAYS} * interval '1 day'` : sql`and m.live_name is not null`}
        ${name === undefined ? sql`` : sql`and m.name = ${name}`}
        ${search ? sql`and (m.name ilike ${'%' + escapeLike(search) + '%'} or m.description ilike ${'%' + escapeLike(search) + '%'})` : sql``}),
    page as (
      select id, key from keyed
      ${after ? (byName ? sql`where (key, id) > (${after.key}::text, ${after.id}::uuid)` : sql`where (key, id) < (${after.key}::bigint, ${after.id}::uuid)`) : sql``}
      order by ${byName ? sql`key, id` : sql`key desc, id desc`} limit ${limit + 1})
    select page.id, page.key, counted.total from (select count(*)::int as total from keyed) counted left join page on true
    order by ${byName ? sql`key, id` : sql`key desc, id desc`}`;
  const ids = rows.flatMap(({ id }) => (id === null ? [] : [id]));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { ids: ids.slice(0, limit), total: rows[0]?.total ?? 0, nextCursor: last?.id ? `${last.key}~${toId('mod', last.id)}` : null };
}

function recency(sql: Sql, deleted: boolean): postgres.Fragment {
  const lastRun = sql`(select coalesce(r.last_at, r.hour) from run_hour r where r.model_id = m.id order by r.hour desc limit 1)`;
  const at = deleted ? sql`m.deleted_at` : sql`coalesce(${lastRun}, m.created_at)`;
  return sql`(extract(epoch from ${at}) * 1000)::bigint`;
}

// All of the team's in one pass: looked up model by model they take three times as long.
function runCounts(sql: Sql, teamId: string): postgres.Fragment {
  return sql`left join (
    select r.model_id, sum(r.runs)::bigint as runs from run_hour r
    where r.model_id in (select id from model where team_id = ${teamId}::uuid) group by 1) counted on counted.model_id = m.id`;
}

function shownSize(sql: Sql): postgres.Fragment {
  return sql`coalesce((select shown.size_bytes from ${shownVersionOf(sql)} shown), 0)`;
}

/** @throws INVALID_INPUT */
function parseCursor(cursor: string, byName: boolean): { key: string; id: string } {
  const [key = '', name = ''] = cursor.split('~');
  const id = fromId('mod', name);
  if (!id || !(byName ? key !== '' : /^\d{1,18}$/.test(key)))
    throw new AppError('INVALID_INPUT', 'The cursor is not one of this list.', { suggestions: ['Read the list from its beginning.'] });
  return { key, id };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
