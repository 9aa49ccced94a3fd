import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import type { Timings } from '../../server/invocations/schema.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { Piece } from '../../server/signatures/bundle/piece.ts';
import type { Lease } from '../fleet/fleet.ts';
import type { RunResult } from '../runtime/run-request.ts';
import { readInputs } from './read-inputs.ts';

/** A canceled run that ends by itself this soon is let end: its mates need no new runner. */
const CANCEL_GRACE_MS = 300;
/** A run that is computed at its deadline may end so much later: for that nobody's runner is stopped. */
const DEADLINE_GRACE_MS = 50;

/** Runs handed to one runner together, and how far they have come. */
export class Batch {
  readonly items: ClaimedInvocation[];
  readonly #canceled = new Set<string>();
  #left: ClaimedInvocation[];
  #running: ClaimedInvocation[] = [];
  #runningSince = 0;
  #endedAt = 0;
  /** In the order the runner was given them. */
  #handed: ClaimedInvocation[] = [];
  #lease: Lease | null = null;

  constructor(items: ClaimedInvocation[]) {
    this.items = items;
    this.#left = [...items];
  }

  /** Those without an answer. */
  get left(): ClaimedInvocation[] {
    return this.#left;
  }

  /** Those the engine computed when it was last heard of, without an answer: only they can be to blame for its death. */
  get suspects(): ClaimedInvocation[] {
    return this.#running.filter((item) => this.#left.includes(item));
  }

  /** Those that can have been computed: what the runner said last, or all it was given while it has said nothing. */
  get started(): ClaimedInvocation[] {
    return this.#running.length > 0 ? this.suspects : this.#left.filter((item) => this.#handed.includes(item));
  }

  get canceled(): ReadonlySet<string> {
    return this.#canceled;
  }

  /** Where it runs, if that is worth saying; null before it has an instance. */
  get device(): string | null {
    return this.#lease?.device ?? null;
  }

  /** Where the time went of a run that got no answer, once `run` has thrown; null when it was never computed. */
  lostTimings(item: ClaimedInvocation): Timings | null {
    if (!this.#running.includes(item)) return null;
    const totalMs = Math.max(0, this.#endedAt - item.createdAt.getTime());
    const runMs = Math.max(0, this.#endedAt - this.#runningSince);
    const loadMs = this.#lease?.loadMs ?? 0;
    return { queuedMs: Math.max(0, totalMs - loadMs - runMs), loadMs, preMs: 0, runMs, postMs: 0, totalMs };
  }

  /** Runs them; `onResult` hears each answer. @throws AppError when the runner dies before all have one */
  async run(
    lease: Lease,
    work: {
      runtime: Runtime;
      maxBatch: number;
      timeoutMs: number;
      onHanded(): void;
      onRunning(): void;
      onChunk(item: ClaimedInvocation, chunk: Piece): void;
      onResult(item: ClaimedInvocation, result: RunResult): void;
    },
  ): Promise<void> {
    this.#lease = lease;
    this.#handed = this.items;
    work.onHanded();
    const inputs = await Promise.all(this.items.map((item) => readInputs(work.runtime, item)));
    // A cancel that came while inputs were read: those never start.
    this.#left = this.#left.filter((item) => !this.#canceled.has(item.job.id));
    const runnable = this.items.map((item, index) => ({ item, request: inputs[index] })).filter(({ item }) => this.#left.includes(item));
    this.#handed = runnable.map(({ item }) => item);
    const now = work.runtime.clock.now();
    const itemsAt = (indices: number[]) => indices.flatMap((index) => runnable[index]?.item ?? []);
    try {
      await lease.runner.run(
        runnable.flatMap(({ item, request }) => (request ? { ...request, leftMs: leftMsOf(item, now) } : [])),
        {
          maxBatch: work.maxBatch,
          // A call that several share is not stopped for one of them.
          timeoutMs: (indices) => Math.min(work.timeoutMs, Math.max(...itemsAt(indices).map((item) => stopIn(item, work.runtime.clock.now())))),
          onRunning: (indices) => {
            this.#running = itemsAt(indices);
            this.#runningSince = work.runtime.clock.now();
            work.onRunning();
            this.#stopCanceled();
          },
          onChunk: (index, chunk) => {
            const item = runnable[index]?.item;
            if (item && this.#left.includes(item) && !this.#canceled.has(item.job.id)) work.onChunk(item, chunk);
          },
          onResult: (index, result) => {
            const item = runnable[index]?.item;
            if (!item || !this.#left.includes(item)) return;
            this.#left = this.#left.filter((other) => other !== item);
            if (!this.#canceled.has(item.job.id)) work.onResult(item, result);
          },
        },
      );
    } finally {
      this.#endedAt = work.runtime.clock.now();
    }
  }

  /** Drops canceled runs; the runner is killed when it computes one of them for longer than a moment. */
  cancel(ids: Set<string>): void {
    const dropped = this.#left.filter((item) => ids.has(item.job.id));
    for (const item of dropped) this.#canceled.add(item.job.id);
    const waiting = dropped.filter((item) => this.#handed.includes(item) && !this.#running.includes(item));
    if (waiting.length > 0) this.#lease?.runner.cancel(waiting.map((item) => this.#handed.indexOf(item)));
    this.#stopCanceled();
  }

  /** Takes out the runs whose deadline has passed before they started; a runner that has them leaves them out. */
  takeOverdue(now: number): ClaimedInvocation[] {
    const overdue = this.#left.filter((item) => leftMsOf(item, now) <= 0 && !this.#running.includes(item) && !this.#canceled.has(item.job.id));
    if (overdue.length > 0) this.cancel(new Set(overdue.map((item) => item.job.id)));
    return overdue;
  }

  kill(): void {
    this.#lease?.runner.kill('draining');
  }

  #stopCanceled(): void {
    const computed = this.suspects.find((item) => this.#canceled.has(item.job.id));
    if (!computed) return;
    this.#lease?.runner.cancel([this.#handed.indexOf(computed)]);
    setTimeout(() => {
      if (this.suspects.includes(computed)) this.#lease?.runner.kill('canceled');
    }, CANCEL_GRACE_MS).unref();
  }
}

/** Milliseconds until a run has to have been started and done. */
function leftMsOf(item: ClaimedInvocation, now: number): number {
  return item.deadlineAt ? item.deadlineAt.getTime() - now : Number.POSITIVE_INFINITY;
}

/** Milliseconds until one that is computed is stopped. */
function stopIn(item: ClaimedInvocation, now: number): number {
  return Math.max(0, leftMsOf(item, now)) + DEADLINE_GRACE_MS;
}
