import { addAbortListener } from 'node:events';
import type { Runtime } from '../runtime.ts';
import { selectInvocation, type InvocationRow } from './select-invocations.ts';
import { hearRuns, type ToldRun } from './told-runs.ts';

const POLL_MS = 500;
/** What waits when the process begins to end waits so long on: most runs end in a moment, and their callers get the result. */
const LAST_WAIT_MS = 2_000;

/** An invocation that has ended, with its outputs where they are kept in the row. */
export interface EndedRow extends InvocationRow {
  outputData: Buffer | null;
  outputBlob: string | null;
}

/** What whoever queues a run knows of its row: with it the bell says the rest. */
export type KnownRow = Omit<EndedRow, keyof ToldRun | 'outputBlob'>;

type Resolve = (row: EndedRow | null) => void;

interface Waiting {
  known: KnownRow | null;
  ends: Set<Resolve>;
}

interface Wait {
  timeoutMs: number;
  /** Waits on while the process ends, until what is under way is cut. */
  toTheEnd?: boolean;
}

/** The process's waiters. What the bell does not tell costs one query per ring for all of them, however many wait. */
export function endedWaiters(runtime: Runtime): EndedWaiters {
  return runtime.once('ended-waiters', () => new EndedWaiters(runtime));
}

export class EndedWaiters {
  readonly #runtime: Runtime;
  readonly #waiting = new Map<string, Waiting>();
  #reading = false;
  #again = false;
  #until = Infinity;
  readonly #toTheEnd = new Set<Resolve>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    runtime.bell.on('moorage_ended', (told) => this.#hear(told), POLL_MS);
    addAbortListener(runtime.ending, () => {
      this.#until = performance.now() + LAST_WAIT_MS;
      setTimeout(() => this.#end((end) => !this.#toTheEnd.has(end)), LAST_WAIT_MS).unref();
    });
    addAbortListener(runtime.closing, () => this.#end(() => true));
  }

  /**
   * Begins to wait: `ended` is the row once the invocation has ended; null when the time is over, the waiter left, or the
   * process has been ending for a moment.
   */
  begin(id: string, { timeoutMs, toTheEnd, known = null }: Wait & { known?: KnownRow | null }): { ended: Promise<EndedRow | null>; leave(): void } {
    const { promise: ended, resolve } = Promise.withResolvers<EndedRow | null>();
    const waiting = this.#waiting.get(id) ?? { known, ends: new Set() };
    const end: Resolve = (row) => {
      clearTimeout(timer);
      waiting.ends.delete(end);
      this.#toTheEnd.delete(end);
      if (waiting.ends.size === 0) this.#waiting.delete(id);
      resolve(row);
    };
    const timer = setTimeout(end, toTheEnd ? timeoutMs : Math.min(timeoutMs, this.#until - performance.now()), null);
    waiting.ends.add(end);
    if (toTheEnd) this.#toTheEnd.add(end);
    this.#waiting.set(id, waiting);
    return { ended, leave: () => end(null) };
  }

  /** Waits as `begin` does; it may have ended before the call, so with `look` it reads at once instead of waiting for the bell. */
  async wait(id: string, options: Wait & { look: boolean; signal?: AbortSignal }): Promise<EndedRow | null> {
    const { ended, leave } = this.begin(id, options);
    options.signal?.addEventListener('abort', leave, { once: true });
    if (options.signal?.aborted) leave();
    else if (options.look) void this.#read();
    try {
      return await ended;
    } finally {
      options.signal?.removeEventListener('abort', leave);
    }
  }

  #end(whose: (end: Resolve) => boolean): void {
    for (const { ends } of [...this.#waiting.values()]) for (const end of [...ends].filter(whose)) end(null);
  }

  // Runs of other processes are told, too. What is known of none of those told is read.
  #hear(told: string): void {
    if (told === '') return void this.#read();
    let isUnknown = false;
    for (const run of hearRuns(told)) {
      const { known, ends } = this.#waiting.get(run.id) ?? {};
      if (known && ends) for (const end of [...ends]) end({ ...known, ...run, outputBlob: null });
      else if (ends) isUnknown = true;
    }
    if (isUnknown) void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#waiting.size === 0) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const { sql } = this.#runtime;
        // One look by key for each: a plan made while the table was small must not walk all of it once it has filled.
        const waited = sql`unnest(${[...this.#waiting.keys()]}::uuid[]) as waited(id)
          cross join lateral (select * from invocation where id = waited.id and status <> 'queued' limit 1) i`;
        const rows = await sql<EndedRow[]>`${selectInvocation(sql, sql`, i.output_data as "outputData", i.output_blob as "outputBlob"`, waited)}`;
        for (const row of rows) for (const end of [...(this.#waiting.get(row.id)?.ends ?? [])]) end(row);
      } while (this.#again);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'waiting for runs: the database did not answer');
    } finally {
      this.#reading = false;
    }
  }
}
