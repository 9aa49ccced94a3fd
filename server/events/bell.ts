import type { Sql } from '../db.ts';

/** What a doorbell can mean. A ring carries nothing: who hears it looks at the rows. */
const CHANNELS = [
  'moorage_work',
  'moorage_deploy',
  'moorage_ended',
  'moorage_events',
  'moorage_cancel',
  'moorage_keys',
  /** How a version wants to be run changed, or whether it should be loaded. */
  'moorage_versions',
  /** What a worker has loaded changed, or what is wanted of one. */
  'moorage_workers',
] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * LISTEN/NOTIFY behind one interface, one connection per process. A lost ring is harmless: every listener also polls
 * slowly, and all are called after each (re)connection.
 */
export class Bell {
  readonly #sql: Sql;
  readonly #listeners = new Map<Channel, Set<() => void>>();
  #closed = false;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async start(): Promise<void> {
    await Promise.all(
      CHANNELS.map((channel) =>
        this.#sql.listen(
          channel,
          () => this.#call(channel),
          () => this.#call(channel),
        ),
      ),
    );
  }

  /** Calls `listener` on every ring of the channel, and every `pollMs` besides. Returns how to stop. */
  on(channel: Channel, listener: () => void, pollMs: number): () => void {
    const set = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, set.add(listener));
    const timer = setInterval(listener, pollMs);
    timer.unref();
    return () => {
      clearInterval(timer);
      set.delete(listener);
    };
  }

  /** Rings from inside a transaction: heard when it commits. At most one per flush. */
  ring(channel: Channel, executor: Pick<Sql, 'unsafe'> = this.#sql): Promise<unknown> {
    return executor.unsafe(`notify ${channel}`);
  }

  /** The same as an expression for the select list of a statement that must ring when it commits. */
  ringing(channel: Channel): string {
    return `(select pg_notify('${channel}', ''))`;
  }

  #call(channel: Channel): void {
    if (this.#closed) return;
    for (const listener of this.#listeners.get(channel) ?? []) listener();
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }
}
