import { deploymentJobSchema } from '../../server/queue/jobs.ts';
import type { ClaimedJob } from '../../server/queue/boss.ts';
import type { Runtime } from '../../server/runtime.ts';

const POLL_MS = 1_000;
const TOUCH_MS = 3_000;

export interface DeploymentJobs {
  queue: string;
  /** Most that are under way at a time. */
  concurrent: number;
  carryOut(deploymentId: string, signal: AbortSignal): Promise<void>;
}

/** Takes the jobs of one queue of deployments, a few at a time, and tells each when its deployment was canceled. */
export class DeploymentsLoop {
  readonly #runtime: Runtime;
  readonly #jobs: DeploymentJobs;
  readonly #running = new Map<string, { job: ClaimedJob; abort: AbortController; done: Promise<void> }>();
  readonly #stops: (() => void)[] = [];
  #claiming = false;
  #stopped = false;
  #paused = false;

  constructor(runtime: Runtime, jobs: DeploymentJobs) {
    this.#runtime = runtime;
    this.#jobs = jobs;
  }

  start(): void {
    this.#stops.push(this.#runtime.bell.on('moorage_deploy', () => void this.#claim(), POLL_MS));
    this.#stops.push(this.#runtime.bell.on('moorage_cancel', () => void this.#cancel(), POLL_MS));
    const touch = setInterval(() => void this.#touch(), TOUCH_MS);
    this.#stops.push(() => clearInterval(touch));
    void this.#claim();
  }

  /** Takes no more until resumed; deployments under way go on. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) void this.#claim();
  }

  get idle(): boolean {
    return this.#running.size === 0;
  }

  /** Takes no more; deployments under way go on until the deadline, then go back to the queue. */
  async drain(deadlineMs: number): Promise<void> {
    this.#stopped = true;
    this.#stops[0]?.();
    const all = Promise.allSettled([...this.#running.values()].map((entry) => entry.done));
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, deadlineMs))]);
    for (const stop of this.#stops) stop();
    const left = [...this.#running.values()];
    for (const entry of left) entry.abort.abort();
    if (left.length > 0)
      await this.#runtime.queue.fail(
        this.#jobs.queue,
        left.map((entry) => entry.job),
        this.#runtime.sql,
      );
  }

  async #claim(): Promise<void> {
    if (this.#claiming || this.#stopped || this.#paused) return;
    this.#claiming = true;
    try {
      while (this.#running.size < this.#jobs.concurrent && !this.#stopped && !this.#paused) {
        const [job] = await this.#runtime.queue.claim(this.#jobs.queue, { batchSize: 1, executor: this.#runtime.sql });
        if (!job) break;
        this.#begin(job);
      }
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'claiming a deployment failed; trying again in a second');
    } finally {
      this.#claiming = false;
    }
  }

  #begin(job: ClaimedJob): void {
    const abort = new AbortController();
    const { deploymentId } = deploymentJobSchema.parse(job.data);
    // The queue gives a job that took too long to another attempt, which may be ours again.
    const earlier = this.#running.get(deploymentId);
    earlier?.abort.abort();
    const done = Promise.resolve(earlier?.done)
      .then(() => this.#carryOut(job, deploymentId, abort.signal))
      .finally(() => {
        if (this.#running.get(deploymentId)?.abort === abort) this.#running.delete(deploymentId);
        void this.#claim();
      });
    this.#running.set(deploymentId, { job, abort, done });
  }

  async #carryOut(job: ClaimedJob, deploymentId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#jobs.carryOut(deploymentId, signal);
      if (!signal.aborted) await this.#runtime.queue.complete(this.#jobs.queue, [job], this.#runtime.sql);
    } catch (error) {
      this.#runtime.log.error({ err: error, deploymentId }, 'a deployment could not be carried out');
      await this.#runtime.queue.fail(this.#jobs.queue, [job], this.#runtime.sql).catch(() => undefined);
    }
  }

  async #cancel(): Promise<void> {
    if (this.#running.size === 0) return;
    try {
      const ids = [...this.#running.keys()];
      const rows = await this.#runtime.sql<{ id: string }[]>`select id from deployment where id = any(${ids}::uuid[]) and status = 'canceled'`;
      for (const { id } of rows) this.#running.get(id)?.abort.abort();
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'looking for canceled deployments failed');
    }
  }

  async #touch(): Promise<void> {
    try {
      await this.#runtime.queue.touch(
        this.#jobs.queue,
        [...this.#running.values()].map((entry) => entry.job),
        this.#runtime.sql,
      );
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'heartbeat of deployments failed');
    }
  }
}
