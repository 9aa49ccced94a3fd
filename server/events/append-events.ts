import type { Sql } from '../db.ts';
import { stringifyStorable } from '../signatures/storable.ts';
import type { NewEvent } from './schema.ts';

/**
 * Stores events of one subject, numbered on from the last under the subject's lock, and rings. A line is stored
 * before anybody hears of it. Runs in the transaction given, or in one of its own.
 */
export async function appendEvents(sql: Sql, subject: string, events: NewEvent[]): Promise<void> {
  await appendEventsOf(
    sql,
    events.map((event) => ({ subject, ...event })),
  );
}

/** The same for events of several subjects, in one transaction. */
export async function appendEventsOf(sql: Sql, events: (NewEvent & { subject: string })[]): Promise<void> {
  if (events.length === 0) return;
  const subjects = events.map((event) => event.subject);
  const kinds = events.map((event) => event.kind);
  const data = events.map((event) => stringifyStorable(event.data));
  // In one order, so that two writers never wait for each other.
  const locks = [...new Set(subjects)].sort();
  await sql.begin((tx) =>
    Promise.all([
      tx`select pg_advisory_xact_lock(hashtextextended(s, 0)) from unnest(${locks}::text[]) with ordinality as l(s, n) order by n`,
      tx`insert into event (subject, seq, kind, data, created_at)
         select s::uuid, coalesce((select max(seq) from event where subject = s::uuid), 0) + row_number() over (partition by s order by n), k, d::jsonb, clock_timestamp()
         from unnest(${subjects}::text[], ${kinds}::text[], ${data}::text[]) with ordinality as e(s, k, d, n)`,
      tx.unsafe('notify moorage_events'),
    ]),
  );
}
