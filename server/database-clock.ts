import type { Sql } from './db.ts';

const LOOK_MS = 10_000;

/**
 * The database's clock as this process knows it. What several processes agree on (heartbeats, deadlines, circuits) goes by
 * it, whatever their machines' clocks say or are set to: between two looks the monotonic clock carries it on.
 */
export class DatabaseClock {
  readonly #sql: Sql;
  readonly #timer: NodeJS.Timeout;
  #aheadMs = 0;

  private constructor(sql: Sql) {
    this.#sql = sql;
    // While the database is away the last look is as good as any.
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS).unref();
  }

  /** @throws what the database throws */
  static async start(sql: Sql): Promise<DatabaseClock> {
    const clock = new DatabaseClock(sql);
    await clock.#look();
    return clock;
  }

  /** Epoch ms, with a fraction; wrong by no more than half of the database's answer took. */
  now(): number {
    return performance.now() + this.#aheadMs;
  }

  date(): Date {
    return new Date(this.now());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const askedAt = performance.now();
    const [row] = await this.#sql<{ ms: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
    if (row) this.#aheadMs = row.ms - (askedAt + performance.now()) / 2;
  }
}
