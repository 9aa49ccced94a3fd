import { ENOUGH_RUNS, type VersionLoad } from '../fleet/version-load.ts';

const WINDOW_MS = 5_000;
const RATE_WINDOW_MS = 20_000;
const SLICE_MS = 1_000;
const MOST_SAMPLES = 512;
const LOAD_FRESH_MS = 100;
/** So much work by the instances there are now tells more than any by those before. */
const TELLING_MS = 1_000;
const FEW_RUNS = 5;

interface Slice {
  at: number;
  /** How long there was work. */
  busyMs: number;
  finished: number;
  /** What runners did for those that finished. */
  workedMs: number;
}

/** Measures one lane: how long runs waited, how long they took, and how many a second it finishes while it has work. */
export class LaneStats {
  #waits: { at: number; ms: number }[] = [];
  #runs: number[] = [];
  #slices: Slice[] = [];
  #busySince: number | null = null;
  #inFlight = 0;
  #count = 0;
  #lastRunAt: number | null = null;
  #last: VersionLoad | null = null;
  #lastAt = 0;
  #changedAt = 0;

  /** Runs leave the line after they waited this long. */
  wait(waitsMs: number[], now: number): void {
    for (const ms of waitsMs) this.#waits.push({ at: now, ms });
    if (this.#waits.length > MOST_SAMPLES) this.#waits.splice(0, this.#waits.length - MOST_SAMPLES);
  }

  /** A batch goes to a runner that is loaded. */
  begin(now: number): void {
    if (this.#inFlight++ === 0) this.#busySince ??= now;
  }

  /** Whether a runner that is loaded has runs. */
  get isRunning(): boolean {
    return this.#inFlight > 0;
  }

  /** It has work and waits for its turn: that is time its runs take, too. */
  lineUp(now: number): void {
    this.#busySince ??= now;
  }

  /** It has no work, and waits no more. */
  leaveLine(now: number): void {
    if (this.#inFlight > 0) return;
    this.#credit(now);
    this.#busySince = null;
  }

  /** One run of it is done. `runMs` is its share of the runner's time. */
  finish(runMs: number, now: number): void {
    this.#count++;
    this.#lastRunAt = now;
    this.#runs.push(runMs);
    if (this.#runs.length > MOST_SAMPLES) this.#runs.shift();
    const slice = this.#slice(now);
    slice.finished++;
    slice.workedMs += runMs;
  }

  /** Other instances, or another number of them, work on it from now on. */
  instancesChanged(now: number): void {
    this.#credit(now);
    this.#slices.push(newSlice(now));
    this.#runs.splice(0, this.#runs.length - FEW_RUNS);
    this.#changedAt = now;
  }

  /** A batch is over, however it ended. */
  end(now = Date.now()): void {
    this.#credit(now);
    if (--this.#inFlight === 0) this.#busySince = null;
  }

  /** What was measured, at most a tenth of a second old, as it is asked for at every claim; the first few runs count at once. */
  load(versionId: string, line: { length: number; agesMs(now: number): number[] }, now: number): VersionLoad {
    if (!this.#last || this.#last.runs < Math.min(this.#count, ENOUGH_RUNS) || now - this.#lastAt > LOAD_FRESH_MS) {
      this.#last = this.#measure(versionId, { stillMs: line.agesMs(now), now });
      this.#lastAt = now;
    }
    return { ...this.#last, waiting: line.length };
  }

  #measure(versionId: string, { stillMs, now }: { stillMs: number[]; now: number }): VersionLoad {
    this.#credit(now);
    this.#waits = this.#waits.filter((wait) => now - wait.at <= WINDOW_MS);
    const since = this.#worked(this.#slices.filter(({ at }) => at >= this.#changedAt));
    const { busyMs, finished } = since.busyMs >= TELLING_MS && since.finished > 0 ? since : this.#worked(this.#slices);
    return {
      versionId,
      waiting: 0,
      p95WaitMs: quantile([...this.#waits.map((wait) => wait.ms), ...stillMs], 0.95),
      runMs: quantile(this.#runs, 0.5),
      perSecond: busyMs > 0 ? (finished * 1000) / busyMs : 0,
      runnersBusy: sum(this.#slices.filter(({ at }) => now - at <= WINDOW_MS).map(({ workedMs }) => workedMs)) / WINDOW_MS,
      runs: this.#count,
      lastRunAt: this.#lastRunAt,
    };
  }

  #worked(slices: Slice[]): { busyMs: number; finished: number } {
    return {
      busyMs: sum(slices.map((slice) => slice.busyMs)),
      finished: sum(slices.map((slice) => slice.finished)),
    };
  }

  // Time counts while something is in flight, slice by slice, so that idle time does not slow the rate.
  #credit(now: number): void {
    if (this.#busySince === null) return;
    this.#slice(now).busyMs += now - this.#busySince;
    this.#busySince = now;
  }

  #slice(now: number): Slice {
    let last = this.#slices.at(-1);
    if (!last || now - last.at >= SLICE_MS) {
      last = newSlice(now);
      this.#slices.push(last);
      // Old slices go only when newer ones have something to say.
      while (this.#slices.length > RATE_WINDOW_MS / SLICE_MS) this.#slices.shift();
    }
    return last;
  }
}

function newSlice(at: number): Slice {
  return { at, busyMs: 0, finished: 0, workedMs: 0 };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function quantile(values: number[], q: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
