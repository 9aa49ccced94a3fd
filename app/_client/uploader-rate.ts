const WINDOW_MS = 5_000;

/** Speed of one transfer, averaged over the last five seconds. */
export class TransferRate {
  #samples: { at: number; bytes: number }[] = [];

  /** Says how many bytes have gone by now; an earlier number than before starts anew. */
  add(bytes: number, at = performance.now()): void {
    const last = this.#samples.at(-1);
    if (last && bytes < last.bytes) this.#samples = [];
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
  }

  reset(): void {
    this.#samples = [];
  }

  /** Null until there is something to average over. */
  bytesPerSecond(at = performance.now()): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 250) return null;
    return ((last.bytes - first.bytes) * 1000) / (at - first.at);
  }
}
