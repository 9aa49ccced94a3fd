import type { Sql } from '../db.ts';

/** What a doorbell can mean. A ring carries nothing, and who hears it looks at the rows; but for runs that are handed over, offers and small results. */
export type Channel =
  | 'moorage_work'
  | 'moorage_offers'
  | 'moorage_deploy'
  | 'moorage_ended'
  | 'moorage_events'
  | 'moorage_cancel'
  | 'moorage_keys'
  | 'moorage_versions'
  | 'moorage_workers';

/** Called with what a ring tells; with '' on a poll, and whenever rings may have been missed. */
export type Listener = (told: string) => void;

const RETRY_MS = 1_000;

/**
 * LISTEN/NOTIFY behind one interface, one connection per process. A lost ring is harmless: every listener also polls
 * slowly, and all are called after each (re)connection.
 */
export class Bell {
  readonly #sql: Sql;
  readonly #listeners = new Map<Channel, Set<Listener>>();
  readonly #listening = new Set<Channel>();
  #started = false;
  #closed = false;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Begins to listen; until then only the polls call. */
  async start(): Promise<void> {
    this.#started = true;
    await Promise.all([...this.#listeners.keys()].map((channel) => this.#listen(channel)));
  }

  /** Calls `listener` on every ring of the channel, and every `pollMs` besides. Returns how to stop. */
  on(channel: Channel, listener: Listener, pollMs: number): () => void {
    const set = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, set.add(listener));
    if (this.#started) void this.#listen(channel);
    const timer = setInterval(listener, pollMs, '');
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

  // Only to what somebody here waits for: each ring wakes every process that listens to its channel.
  async #listen(channel: Channel): Promise<void> {
    if (this.#listening.has(channel) || this.#closed) return;
    this.#listening.add(channel);
    try {
      await this.#sql.listen(
        channel,
        (told) => this.#call(channel, told),
        () => this.#call(channel, ''),
      );
    } catch {
      // The database is away. The polls go on; the next try is a moment later.
      this.#listening.delete(channel);
      setTimeout(() => void this.#listen(channel), RETRY_MS).unref();
    }
  }

  #call(channel: Channel, told: string): void {
    if (this.#closed) return;
    for (const listener of this.#listeners.get(channel) ?? []) listener(told);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }
}
