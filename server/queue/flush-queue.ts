/**
 * Collects what arrives while a write is under way and writes it together: the next flush starts when the previous
 * one returns. Idle it is a batch of one without a wait; loaded, one commit carries every arrival since the last. What has
 * time waits for others to be written with.
 */
export class FlushQueue<Item, Result> {
  readonly #flush: (items: Item[]) => Promise<Result[]>;
  readonly #maxBatch: number;
  #waiting: { item: Item; dueAt: number; resolve(result: Result): void; reject(error: unknown): void }[] = [];
  #flushing = false;
  #timer: NodeJS.Timeout | undefined;

  /** `flush` answers one result per item, in order; when it throws, every item of that batch is rejected. */
  constructor(flush: (items: Item[]) => Promise<Result[]>, options: { maxBatch: number }) {
    this.#flush = flush;
    this.#maxBatch = options.maxBatch;
  }

  /** `withinMs`: how long the item may wait for others, in milliseconds. */
  push(item: Item, withinMs = 0): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, dueAt: performance.now() + withinMs, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0 || this.#flushing) return;
    const leftMs = this.#leftMs();
    if (leftMs <= 0) void this.#drain();
    else this.#timer = setTimeout(() => this.#begin(), leftMs);
  }

  /** Until one of those that wait can wait no longer, or they fill a batch. */
  #leftMs(): number {
    if (this.#waiting.length >= this.#maxBatch) return 0;
    return this.#waiting.reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity) - performance.now();
  }

  async #drain(): Promise<void> {
    this.#flushing = true;
    while (this.#leftMs() <= 0) {
      // What this turn of the event loop still brings in belongs to this flush.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = this.#waiting.splice(0, this.#maxBatch);
      try {
        const results = await this.#flush(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => entry.resolve(results[index] as Result));
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    this.#flushing = false;
    this.#begin();
  }
}
