import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { Piece } from '../../server/signatures/bundle/piece.ts';
import type { Lease } from '../fleet/fleet.ts';
import type { RunResult } from '../runtime/runner-process.ts';
import { readInputs } from './read-inputs.ts';

/** A canceled run that ends by itself this soon is let end: its mates need no new runner. */
const CANCEL_GRACE_MS = 300;

/** Runs handed to one runner together, and how far they have come. */
export class Batch {
  readonly items: ClaimedInvocation[];
  readonly #canceled = new Set<string>();
  #left: ClaimedInvocation[];
  #running: ClaimedInvocation[] = [];
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

  get canceled(): ReadonlySet<string> {
    return this.#canceled;
  }

  /** Runs them; `onResult` hears each answer. @throws AppError when the runner dies before all have one */
  async run(
    lease: Lease,
    work: {
      runtime: Runtime;
      maxBatch: number;
      timeoutMs: number;
      onChunk(item: ClaimedInvocation, chunk: Piece): void;
      onResult(item: ClaimedInvocation, result: RunResult): void;
    },
  ): Promise<void> {
    this.#lease = lease;
    const inputs = await Promise.all(this.items.map((item) => readInputs(work.runtime, item)));
    // A cancel that came while inputs were read: those never start.
    this.#left = this.#left.filter((item) => !this.#canceled.has(item.job.id));
    const runnable = this.items.map((item, index) => ({ item, request: inputs[index] })).filter(({ item }) => this.#left.includes(item));
    this.#handed = runnable.map(({ item }) => item);
    const itemsAt = (indices: number[]) => indices.flatMap((index) => runnable[index]?.item ?? []);
    await lease.runner.run(
      runnable.flatMap(({ request }) => request ?? []),
      {
        maxBatch: work.maxBatch,
        timeoutMs: (indices) => Math.min(work.timeoutMs, ...itemsAt(indices).map((item) => untilDeadline(item, work.runtime.clock.now()))),
        onRunning: (indices) => {
          this.#running = itemsAt(indices);
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
  }

  /** Drops canceled runs; the runner is killed when it computes one of them for longer than a moment. */
  cancel(ids: Set<string>): void {
    for (const item of this.#left) if (ids.has(item.job.id)) this.#canceled.add(item.job.id);
    this.#stopCanceled();
  }

  /** Takes out the runs whose deadline has passed. */
  takeOverdue(now: number): ClaimedInvocation[] {
    const overdue = this.#left.filter((item) => item.deadlineAt !== null && item.deadlineAt.getTime() <= now);
    this.#left = this.#left.filter((item) => !overdue.includes(item));
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

/** Milliseconds until a run has to be over; at least one, so that it is stopped rather than never bounded. */
function untilDeadline(item: ClaimedInvocation, now: number): number {
  return item.deadlineAt ? Math.max(1, item.deadlineAt.getTime() - now) : Number.POSITIVE_INFINITY;
}
