/**
 * Collects what arrives while a write is under way and writes it together: the next flush starts when the previous
 * one returns. Idle it is a batch of one without a wait; loaded, one commit carries every arrival since the last.
 */
export class FlushQueue<Item, Result> {
  readonly #flush: (items: Item[]) => Promise<Result[]>;
  readonly #maxBatch: number;
  readonly #maxConcurrent: number;
  #waiting: { item: Item; resolve(result: Result): void; reject(error: unknown): void }[] = [];
  #running = 0;

  /** `flush` answers one result per item, in order; when it throws, every item of that batch is rejected. */
  constructor(flush: (items: Item[]) => Promise<Result[]>, options: { maxBatch: number; maxConcurrent?: number }) {
    this.#flush = flush;
    this.#maxBatch = options.maxBatch;
    this.#maxConcurrent = options.maxConcurrent ?? 1;
  }

  push(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#running < this.#maxConcurrent) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running++;
    while (this.#waiting.length > 0) {
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
    this.#running--;
  }
}
