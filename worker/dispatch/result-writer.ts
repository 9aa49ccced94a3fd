import { finishInvocations, type FinishedInvocation } from '../../server/invocations/finish-invocations.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import type { RunPlan } from '../../server/versions/find-run-plan.ts';
import type { ClaimedJob } from '../../server/queue/boss.ts';
import { failpoint } from '../../server/failpoints.ts';
import { FlushQueue } from '../../server/queue/flush-queue.ts';
import type { Runtime } from '../../server/runtime.ts';
import { packTensors } from '../../server/invocations/pack-tensors.ts';
import type { FieldValue } from '../../server/signatures/value.ts';

type Durability = RunPlan['durability'];

export type Result = Omit<FinishedInvocation, 'outputs' | 'worker'> & { outputs: FieldValue[] | null; durability: Durability };

const RETRY_MS = [100, 250, 500, 1_000, 2_000];

/**
 * Records results as they come, many in one transaction. While the database is away they are held and tried again: a
 * finished run is not computed twice because a commit could not be made.
 */
export class ResultWriter {
  readonly #runtime: Runtime;
  readonly #worker: { id: string; name: string };
  readonly #chunks: ChunkWriter;
  readonly #offers: (versionIds: Set<string>) => string | null;
  readonly #queues: Record<Durability, FlushQueue<FinishedInvocation, void>>;
  readonly #open = new Map<string, ClaimedJob>();

  /** `offers`: the text that says how many more runs of these versions are taken now, if there is anything to say. */
  constructor(runtime: Runtime, worker: { id: string; name: string }, parts: { chunks: ChunkWriter; offers(versionIds: Set<string>): string | null }) {
    this.#runtime = runtime;
    this.#chunks = parts.chunks;
    this.#offers = parts.offers;
    this.#worker = worker;
    const queueOf = (durability: Durability) => new FlushQueue<FinishedInvocation, void>((batch) => this.#write(batch, durability), { maxBatch: 256 });
    this.#queues = { strict: queueOf('strict'), balanced: queueOf('balanced') };
  }

  /** Resolves when the result is durable, or belongs to a newer attempt. `withinMs`: how long it may wait for others to be written with. */
  async write(result: Result, withinMs = 0): Promise<void> {
    this.#open.set(result.job.id, result.job);
    try {
      // Whoever reads along has all of it before the end.
      await this.#chunks.flushed(result.job.id);
      const outputs = result.outputs ? await this.#retrying(() => packTensors(this.#runtime, result.outputs ?? [])) : null;
      failpoint(this.#runtime.env, 'finish.stored');
      await this.#queues[result.durability].push({ ...result, outputs, worker: this.#worker }, withinMs);
    } finally {
      this.#open.delete(result.job.id);
    }
  }

  /** Jobs whose results are not durable yet: they still need heartbeats. */
  jobs(): ClaimedJob[] {
    return [...this.#open.values()];
  }

  async idle(): Promise<void> {
    while (this.#open.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async #write(batch: FinishedInvocation[], durability: Durability): Promise<void[]> {
    const versionIds = new Set(batch.map((item) => item.job.groupId ?? ''));
    await this.#retrying(() => finishInvocations(this.#runtime, batch, { durability, offers: this.#offers(versionIds) }));
    return [];
  }

  async #retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        this.#runtime.log.warn({ err: error, attempt }, 'recording results failed; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]));
      }
    }
  }
}
