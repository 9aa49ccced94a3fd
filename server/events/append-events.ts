import type { Sql } from '../db.ts';
import type { NewEvent } from './schema.ts';

/**
 * Stores events of one subject, numbered on from the last under the subject's lock, and rings. A line is stored
 * before anybody hears of it. Runs in the transaction given, or in one of its own.
 */
export async function appendEvents(sql: Sql, subject: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const kinds = events.map((event) => event.kind);
  const data = events.map((event) => JSON.stringify(event.data));
  await sql.begin((tx) =>
    Promise.all([
      tx`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`,
      tx`insert into event (subject, seq, kind, data, created_at)
         select ${subject}::uuid, coalesce((select max(seq) from event where subject = ${subject}::uuid), 0) + n, k, d::jsonb, clock_timestamp()
         from unnest(${kinds}::text[], ${data}::text[]) with ordinality as e(k, d, n)`,
      tx.unsafe('notify moorage_events'),
    ]),
  );
}
