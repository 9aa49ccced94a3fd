import type postgres from 'postgres';
import type { Sql } from '../db.ts';
import { toId } from '../ids.ts';
import type { LoadedVersion } from '../workers/schema.ts';
import { WORKER_LOST_MS } from '../workers/schema.ts';
import type { ModelView } from './schema.ts';

interface ModelRow {
  id: string;
  name: string;
  description: string;
  createdAt: Date;
  deletedAt: Date | null;
  task: string | null;
  status: ModelView['status'];
  health: ModelView['health'];
  activeVersion: number | null;
  latestVersion: number;
  versionCount: number;
  sizeBytes: string;
  lastRunAt: Date | null;
  runCount: string;
  /** Pairs: how many hours ago, and the runs then. */
  hours: [ago: number, runs: number][] | null;
}

/** The version that stands for the model `m`, as a query: the active one, or the newest. */
export function shownVersionOf(sql: Sql): postgres.Fragment {
  return sql`(
    select * from version v where v.model_id = m.id and (v.deleted_at is null or m.deleted_at is not null)
    order by (v.id = m.active_version_id) desc nulls last, v.number desc limit 1)`;
}

/**
 * The one model of a name, or those of `ids` in their order, deleted ones too, with what a card shows. Runs per hour are
 * those of the last 24 hours, the one under way included.
 */
export async function selectModels(sql: Sql, teamId: string, which: { name: string } | { ids: string[] }): Promise<ModelView[]> {
  const rows = await sql<ModelRow[]>`
    select m.id, m.name, m.description, m.created_at as "createdAt", m.deleted_at as "deletedAt",
      shown.signature ->> 'task' as task, shown.status::text as status, shown.health::text as health,
      (select number from version where id = m.active_version_id) as "activeVersion",
      counted.latest as "latestVersion", counted.count as "versionCount", shown.size_bytes as "sizeBytes",
      ran.last_at as "lastRunAt", coalesce(ran.runs, 0) as "runCount", ran.hours
    from model m
    join lateral (select max(number)::int as latest, count(*)::int as count from version where model_id = m.id and deleted_at is null) counted on true
    left join lateral ${shownVersionOf(sql)} shown on true
    left join lateral (
      select max(coalesce(r.last_at, r.hour)) as last_at, sum(r.runs) as runs,
        array_agg(array[date_part('epoch', date_trunc('hour', now(), 'UTC') - r.hour)::int / 3600, r.runs])
          filter (where r.hour > now() - interval '24 hours') as hours
      from run_hour r where r.model_id = m.id) ran on true
    where m.team_id = ${teamId}::uuid and ${'name' in which ? sql`m.live_name = ${which.name}` : sql`m.id = any(${which.ids}::uuid[])`}
    ${'ids' in which ? sql`order by array_position(${which.ids}::uuid[], m.id)` : sql``}`;
  const warm = await selectWarm(
    sql,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toModelView(row, warm.get(row.id) ?? []));
}

function toModelView(row: ModelRow, warm: ModelView['warm']): ModelView {
  const runsPerHour = new Array<number>(24).fill(0);
  for (const [ago, runs] of row.hours ?? []) if (ago >= 0 && ago < 24) runsPerHour[23 - ago] = runs;
  const { hours: _, ...model } = row;
  return {
    ...model,
    id: toId('mod', row.id),
    status: row.status ?? 'archived',
    health: row.health ?? 'ok',
    latestVersion: row.latestVersion ?? 0,
    sizeBytes: Number(row.sizeBytes ?? 0),
    runCount: Number(row.runCount),
    runsPerHour,
    warm,
  };
}

async function selectWarm(sql: Sql, modelIds: string[]): Promise<Map<string, ModelView['warm']>> {
  const workers = await sql<{ name: string; loaded: LoadedVersion[] }[]>`
    select name, loaded from worker where ended_at is null and heartbeat_at > now() - ${WORKER_LOST_MS} * interval '1 millisecond'`;
  const loaded = workers.flatMap(({ name, loaded }) => loaded.filter((item) => item.state !== 'loading').map((item) => ({ ...item, worker: name })));
  if (loaded.length === 0 || modelIds.length === 0) return new Map();
  const versions = await sql<{ id: string; modelId: string; number: number }[]>`
    select id, model_id as "modelId", number from version
    where id = any(${loaded.map((item) => item.versionId)}::uuid[]) and model_id = any(${modelIds}::uuid[])`;
  const warm = new Map<string, ModelView['warm']>();
  for (const version of versions) {
    const entries = loaded.filter((item) => item.versionId === version.id);
    warm.set(version.modelId, [
      ...(warm.get(version.modelId) ?? []),
      ...entries.map((item) => ({ worker: item.worker, version: version.number, memoryBytes: item.memoryBytes })),
    ]);
  }
  return warm;
}
