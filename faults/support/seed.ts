/** Reproducible choices of a run: the seed is printed, and `FAULT_SEED=` makes the same choices again. */
export class Seeded {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000_007)) {
    this.seed = seed;
    this.#state = seed >>> 0;
    process.stdout.write(`FAULT_SEED=${seed}\n`);
  }

  /** At least 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }
}

/** Whether this is `npm run test:faults -- full`. */
export const FULL = process.env.FAULT_FULL === '1';

/** Counts, and the time they take, of a quick run or of a full one. */
export function count(quick: number, full: number): number {
  return FULL ? full : quick;
}
