import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import { retryInvocations } from '../../server/invocations/retry-invocations.ts';
import { AppError, isAppError, type ErrorBody } from '../../server/errors.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import type { Runtime } from '../../server/runtime.ts';
import { setCircuit } from '../../server/versions/set-circuit.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { BinaryTensor } from '../../server/invocations/schema.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { Circuits } from './circuit.ts';
import { readInputs } from './read-inputs.ts';
import type { ResultWriter } from './result-writer.ts';

/** Runs handed to a runner at once. They run one after another and answer one by one. */
const BATCH = 16;
const BATCH_BYTES = 32 * 1024 * 1024;
const CIRCUIT_MS = 60_000;
const OUT_OF_MEMORY_ATTEMPTS = 2;

export interface LaneParts {
  runtime: Runtime;
  fleet: Fleet;
  results: ResultWriter;
  circuits: Circuits;
  workerId: string;
  /** Called whenever a run leaves the lane. */
  onRoom(): void;
}

/** The runs of one version on this worker: a line, a runner, and what to do when the runner dies. */
export class Lane {
  readonly #versionId: string;
  readonly #parts: LaneParts;
  readonly #line: ClaimedInvocation[] = [];
  #current: ClaimedInvocation[] = [];
  #runner: Runner | null = null;
  #canceled = new Set<string>();
  #running = false;
  #stopped = false;

  constructor(versionId: string, parts: LaneParts) {
    this.#versionId = versionId;
    this.#parts = parts;
  }

  get size(): number {
    return this.#line.length + this.#current.length;
  }

  push(invocation: ClaimedInvocation): void {
    this.#line.push(invocation);
    if (!this.#running) void this.#run();
  }

  jobs() {
    return [...this.#current, ...this.#line].map((item) => item.job);
  }

  /** Drops canceled runs; when one of them is what the runner computes now, the runner is killed and its mates go on. */
  cancel(ids: Set<string>): void {
    for (let i = this.#line.length - 1; i >= 0; i--) {
      if (ids.has(this.#line[i]?.job.id ?? '')) this.#leave(this.#line.splice(i, 1));
    }
    for (const item of this.#current) if (ids.has(item.job.id)) this.#canceled.add(item.job.id);
    if (this.#current[0] && this.#canceled.has(this.#current[0].job.id)) this.#runner?.kill('canceled');
  }

  /** Puts back everything that has no result, for another worker. */
  async giveBack(): Promise<void> {
    this.#stopped = true;
    const jobs = this.jobs();
    this.#runner?.kill('draining');
    if (jobs.length > 0) await this.#parts.runtime.queue.fail(INVOCATIONS, jobs, this.#parts.runtime.sql);
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#line.length > 0 && !this.#stopped) {
      this.#current = this.#takeBatch();
      try {
        await this.#runBatch();
      } catch (error) {
        await this.#lose(error).catch((problem: unknown) => this.#parts.runtime.log.error({ err: problem }, 'a lost batch could not be put back'));
      }
    }
    this.#running = false;
  }

  #takeBatch(): ClaimedInvocation[] {
    const batch: ClaimedInvocation[] = [];
    let bytes = 0;
    while (batch.length < BATCH && this.#line.length > 0) {
      const next = this.#line[0] as ClaimedInvocation;
      bytes += next.tensors.reduce((sum, tensor) => sum + tensor.length, 0);
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push(this.#line.shift() as ClaimedInvocation);
    }
    return batch;
  }

  async #runBatch(): Promise<void> {
    const { fleet, runtime } = this.#parts;
    const lease = await fleet.acquire(this.#versionId);
    const { runner, loadMs } = lease;
    this.#runner = runner;
    try {
      const batch = [...this.#current];
      const inputs = await Promise.all(batch.map((item) => readInputs(runtime, item)));
      // A cancel that came while inputs were read: those never start.
      for (const item of batch) if (this.#canceled.has(item.job.id)) this.#finish(item);
      const runnable = batch.flatMap((item, index) => (this.#current.includes(item) ? [{ item, request: inputs[index] as (typeof inputs)[number] }] : []));
      await runner.run(
        runnable.map(({ request }) => request),
        {
          timeoutMs: runtime.env.runTimeoutMs,
          onResult: (index, result) => {
            const item = runnable[index]?.item;
            if (item) this.#answer(item, result, loadMs);
          },
        },
      );
    } finally {
      this.#runner = null;
      fleet.release(lease);
    }
  }

  #answer(item: ClaimedInvocation, result: RunAnswer, loadMs: number): void {
    this.#finish(item);
    const { preMs, runMs, postMs } = result.timings;
    const totalMs = Math.max(0, Date.now() - item.createdAt.getTime());
    const queuedMs = Math.max(0, totalMs - loadMs - preMs - runMs - postMs);
    void this.#parts.results
      .write({
        job: item.job,
        status: result.error ? 'failed' : 'succeeded',
        outputs: result.outputs,
        error: result.error,
        timings: { queuedMs, loadMs, preMs, runMs, postMs, totalMs },
        startedAt: new Date(Date.now() - preMs - runMs - postMs),
      })
      .catch((error: unknown) => this.#parts.runtime.log.error({ err: error }, 'a result could not be recorded'));
  }

  /**
   * The runner died (or would not load). Runs answer in order, so the first one without an answer is the one it died on:
   * only that one loses an attempt, the others go back to the head of the line.
   */
  async #lose(error: unknown): Promise<void> {
    const { runtime, workerId, circuits } = this.#parts;
    const body = toBody(error);
    const [suspect, ...mates] = this.#current.filter((item) => !this.#canceled.has(item.job.id) || item === this.#current[0]);
    const left = this.#current;
    this.#current = [];
    this.#line.unshift(...mates);
    for (const item of left) if (item !== suspect && !mates.includes(item)) this.#leave([item]);
    if (!suspect) return;
    this.#leave([suspect]);
    if (this.#canceled.delete(suspect.job.id) || this.#stopped) return;
    const died = body.code === 'RUNNER_CRASHED' || body.code === 'OUT_OF_MEMORY' || body.code === 'TIMEOUT';
    const retryable = body.code === 'RUNNER_CRASHED' || body.code === 'OUT_OF_MEMORY';
    await retryInvocations(runtime, {
      jobs: [suspect.job],
      error: body,
      workerId,
      startedAt: new Date(),
      maxAttempts: retryable ? (body.code === 'OUT_OF_MEMORY' ? OUT_OF_MEMORY_ATTEMPTS : undefined) : 1,
    });
    if (died && circuits.noteDeath(this.#versionId)) await this.#openCircuit();
  }

  async #openCircuit(): Promise<void> {
    const { runtime } = this.#parts;
    await setCircuit(runtime, this.#versionId, 'circuit_open');
    setTimeout(() => void setCircuit(runtime, this.#versionId, 'ok').catch(() => undefined), CIRCUIT_MS).unref();
  }

  #finish(item: ClaimedInvocation): void {
    this.#current = this.#current.filter((other) => other !== item);
    this.#leave([item]);
  }

  #leave(items: ClaimedInvocation[]): void {
    if (items.length > 0) this.#parts.onRoom();
  }
}

interface RunAnswer {
  outputs: BinaryTensor[] | null;
  error: ErrorBody | null;
  timings: { preMs: number; runMs: number; postMs: number };
}

function toBody(error: unknown): ErrorBody {
  if (isAppError(error)) return error.toBody();
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', 'The run could not be carried out.', { cause: message }).toBody();
}
