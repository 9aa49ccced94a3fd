import type { Sql } from './db.ts';

const LOOK_MS = 10_000;
const FIRST_LOOKS = 3;
/** About how far two clocks drift apart, by the millisecond. */
const DRIFT = 50e-6;

/**
 * The database's clock as this process knows it. What several processes agree on (heartbeats, deadlines, circuits) goes by
 * it, whatever their machines' clocks say or are set to: between two looks the monotonic clock carries it on.
 */
export class DatabaseClock {
  readonly #sql: Sql;
  readonly #timer: NodeJS.Timeout;
  #aheadMs = 0;
  /** How far that may be from the truth, and when it was looked at. */
  #errorMs = Infinity;
  #lookedAt = 0;

  private constructor(sql: Sql) {
    this.#sql = sql;
    // While the database is away the last look is as good as any.
    this.#timer = setInterval(() => void this.#look().catch(() => undefined), LOOK_MS).unref();
  }

  /** @throws what the database throws */
  static async start(sql: Sql): Promise<DatabaseClock> {
    const clock = new DatabaseClock(sql);
    for (let look = 0; look < FIRST_LOOKS; look++) await clock.#look();
    return clock;
  }

  /** Epoch ms, with a fraction; wrong by no more than half of what the quickest answer of the database took, and what drifted since. */
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
    if (!row) return;
    const answeredAt = performance.now();
    const errorMs = (answeredAt - askedAt) / 2;
    const aheadMs = row.ms - askedAt - errorMs;
    const knownMs = this.#errorMs + DRIFT * (answeredAt - this.#lookedAt);
    // A slow answer tells less than a quick one did before, unless the clock was set meanwhile.
    if (errorMs > knownMs && Math.abs(aheadMs - this.#aheadMs) <= errorMs + knownMs) return;
    this.#aheadMs = aheadMs;
    this.#errorMs = errorMs;
    this.#lookedAt = answeredAt;
  }
}
