import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import type { ClaimedJob } from '../../server/queue/boss.ts';
import { releaseJobs } from '../../server/queue/job-table.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import type { Runtime } from '../../server/runtime.ts';
import { findRunPlan, type RunPlan } from '../../server/versions/find-run-plan.ts';
import { closeCircuits } from '../../server/versions/set-circuit.ts';
import type { Fleet, Lease } from '../fleet/fleet.ts';
import type { VersionLoad } from '../fleet/version-load.ts';
import type { RunResult } from '../runtime/run-request.ts';
import { Batch } from './batch.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import type { Circuits } from './circuit.ts';
import { holdsFor, isQuick, lingersFor, mostHeld, mostHanded, STALLED_MS, stackOf } from './lane-limits.ts';
import { LaneStats } from './lane-stats.ts';
import { Line } from './line.ts';
import { Losses } from './losses.ts';
import type { Result, ResultWriter } from './result-writer.ts';
import type { Turn, Turns } from './turns.ts';

const BATCH_BYTES = 32 * 1024 * 1024;
const PLAN_FRESH_MS = 2_000;
/** What was measured of a version is kept so long after its last run, and always while it is loaded. */
const KEPT_MS = 600_000;
/** By so much a runner's time may differ from ours, and its answer be earlier than it says. */
const CLOCK_MS = 100;

export interface LaneParts {
  runtime: Runtime;
  fleet: Fleet;
  results: ResultWriter;
  chunks: ChunkWriter;
  circuits: Circuits;
  turns: Turns;
  /** Called when a run leaves the lane. */
  onRoom(): void;
  /** Called when a run that was put back can be claimed. */
  onWork(): void;
  /** Called before a runner is given runs. */
  onHanded(): void;
  /** Called when a runner begins with some of those it has. */
  onRunning(): void;
  /** Called with runs nothing more is done for here: the queue's heartbeat takes them back. */
  onGivenUp(jobs: ClaimedJob[]): void;
}

/** The runs of one version on this worker: a line, its instances, and what to do when one of them dies. */
export class Lane {
  readonly #versionId: string;
  readonly #parts: LaneParts;
  readonly #line = new Line();
  readonly #batches = new Set<Batch>();
  readonly #stats = new LaneStats();
  readonly #losses: Losses;
  #plan: RunPlan | null = null;
  #planAt = -Infinity;
  #pausedUntil = 0;
  /** When a runner was last given runs, or last gave an answer. */
  #progressAt = 0;
  /** When runs last came or went. */
  #usedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(versionId: string, parts: LaneParts) {
    this.#versionId = versionId;
    this.#parts = parts;
    const { runtime, results, circuits, onWork } = parts;
    this.#losses = new Losses(versionId, { runtime, results, circuits, onWork, onOpen: (until) => this.#pause(until) });
  }

  /** How many more it takes now: none while it holds as much as it works off in a moment, or its circuit is open. */
  get room(): number {
    return this.#now() < this.#pausedUntil || this.#stopped ? 0 : Math.max(0, this.#most - this.#held);
  }

  /** How many more its idle instances start with at once. */
  get startable(): number {
    const idle = Math.max(1, this.#parts.fleet.capacity(this.#versionId)) - this.#batches.size;
    return Math.max(0, idle * (this.#plan ? stackOf(this.#plan) : 1) - this.#line.length);
  }

  /** Whether it is time to fetch more, once it was full. */
  get wantsMore(): boolean {
    return this.#now() >= this.#pausedUntil && this.#held <= this.#most / 2;
  }

  get load(): VersionLoad {
    return this.#stats.load(this.#versionId, this.#line, this.#now());
  }

  /** Whether nothing of it is worth keeping: a worker may come across thousands of versions. */
  get isSpent(): boolean {
    const idle = this.#line.length === 0 && this.#batches.size === 0 && this.#losses.jobs().length === 0;
    return idle && !this.#parts.fleet.isWarm(this.#versionId) && performance.now() - this.#usedAt > KEPT_MS;
  }

  /** Takes claimed runs; returns those that are too many here, for any worker. */
  offer(items: ClaimedInvocation[]): ClaimedInvocation[] {
    const { room } = this;
    this.#usedAt = performance.now();
    this.#line.push(items.slice(0, room));
    if (performance.now() - this.#planAt > PLAN_FRESH_MS) void this.refresh();
    this.feed();
    return items.slice(room);
  }

  /** Jobs held here: they need heartbeats. */
  jobs() {
    return [...[...this.#batches].flatMap((batch) => batch.left.map((item) => item.job)), ...this.#line.jobs(), ...this.#losses.jobs()];
  }

  /** Runs that a runner computes, as far as it is heard of; those it was given until it is. */
  started(): string[] {
    return [...this.#batches].flatMap((batch) => batch.started.map((item) => item.job.id));
  }

  /** Drops canceled runs; one that is being computed is stopped, its mates run again. */
  cancel(ids: Set<string>): void {
    if (this.#line.remove((item) => ids.has(item.job.id)).length > 0) this.#parts.onRoom();
    for (const batch of this.#batches) batch.cancel(ids);
    this.#leaveIfEmpty();
  }

  /** Ends runs whose deadline has passed before they started, wherever they wait. */
  async expire(now = this.#now()): Promise<void> {
    const overdue = this.#line.remove((item) => item.deadlineAt !== null && item.deadlineAt.getTime() <= now);
    this.#leaveIfEmpty();
    await this.#losses.expire([...overdue, ...[...this.#batches].flatMap((batch) => batch.takeOverdue(now))]);
  }

  /** Takes out what it holds too much of, since runs take longer than was thought: what comes last may start elsewhere before. */
  takeSurplus(): ClaimedInvocation[] {
    if (!this.#isStalled) return [];
    const surplus = this.#line.takeLast(this.#held - this.#most);
    this.#leaveIfEmpty();
    return surplus;
  }

  /** Puts back everything that has not started: any worker may have it. */
  async release(): Promise<void> {
    const items = this.#line.remove();
    this.#leaveIfEmpty();
    await releaseJobs(
      this.#parts.runtime.sql,
      INVOCATIONS,
      items.map((item) => item.job),
    );
  }

  /** Puts back everything that has no result; what a runner computes is stopped. */
  async giveBack(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const jobs = this.jobs();
    for (const batch of this.#batches) batch.kill();
    await releaseJobs(this.#parts.runtime.sql, INVOCATIONS, jobs);
  }

  /** Reads anew how the version runs. */
  async refresh(): Promise<void> {
    const readAt = (this.#planAt = performance.now());
    try {
      this.#plan = await findRunPlan(this.#parts.runtime, this.#versionId);
      const until = this.#plan?.circuit ? Date.parse(this.#plan.circuit.until) : 0;
      if (until > this.#now()) this.#pause(until);
      else this.#pausedUntil = 0;
      if (this.#plan && !this.#plan.circuit) this.#parts.circuits.noteClosed(this.#versionId, readAt);
    } catch (error) {
      this.#planAt = -Infinity;
      this.#parts.runtime.log.warn({ err: error, versionId: this.#versionId }, 'how a version runs could not be read');
    }
    this.feed();
    // Now it may be known how long its runs take, and how many more there is room for.
    this.#parts.onRoom();
  }

  get teamId(): string {
    return this.#plan?.teamId ?? '';
  }

  /** Its version has an instance more or less, or others. */
  instancesChanged(): void {
    this.#stats.instancesChanged(this.#now());
    this.feed();
  }

  /** Hands runs to idle instances, when it is its team's turn. */
  feed(): void {
    if (!this.#plan) return this.#parts.turns.leave(this);
    this.#leaveIfEmpty();
    const capacity = () => Math.max(1, this.#parts.fleet.capacity(this.#versionId));
    while (!this.#stopped && this.#line.length > 0 && this.#batches.size < capacity()) {
      const holdMs = holdsFor(this.#plan, { waiting: this.#line.length, headAt: this.#line.headAt }, this.#now());
      if (holdMs > 0) return this.#wakeIn(holdMs);
      const count = mostHanded(this.#plan, { load: this.load, instances: capacity() });
      // What takes long, or has to be loaded first, is not waited for by its team's other versions.
      const quick = isQuick(this.load, count) && this.#parts.fleet.isWarm(this.#versionId);
      const turn = quick ? this.#parts.turns.take(this) : null;
      if (quick && !turn) return this.#stats.lineUp(this.#now());
      const batch = new Batch(this.#line.take({ count, bytes: BATCH_BYTES, alone: (id) => this.#losses.isBlamed(id) }));
      this.#batches.add(batch);
      void this.#carryOut(batch, this.#plan, turn);
    }
  }

  /** What creation, deadlines and circuits are told by. */
  #now(): number {
    return this.#parts.runtime.clock.now();
  }

  get #held(): number {
    return this.#line.length + [...this.#batches].reduce((sum, batch) => sum + batch.left.length, 0);
  }

  get #most(): number {
    const instances = Math.max(1, this.#parts.fleet.capacity(this.#versionId));
    return mostHeld(this.#plan, { load: this.load, instances, stalled: this.#isStalled });
  }

  get #isStalled(): boolean {
    return this.#stats.isRunning && performance.now() - this.#progressAt > STALLED_MS;
  }

  async #carryOut(batch: Batch, plan: RunPlan, turn: Turn | null): Promise<void> {
    const { fleet, runtime } = this.#parts;
    let lease: Lease | null = null;
    const takenAt = this.#now();
    this.#stats.wait(
      batch.items.map((item) => takenAt - item.createdAt.getTime()),
      takenAt,
    );
    // A rate that counts the loading would be too low for long.
    if (!fleet.isWarm(this.#versionId)) this.#stats.leaveLine(takenAt);
    try {
      const held = (lease = await fleet.acquire(this.#versionId));
      this.#stats.begin(this.#now());
      this.#progressAt = performance.now();
      await this.#losses.expire(batch.takeOverdue(this.#now()));
      await batch.run(held, {
        runtime,
        maxBatch: stackOf(plan),
        onHanded: this.#parts.onHanded,
        onRunning: this.#parts.onRunning,
        timeoutMs: plan.settings.timeoutMs ?? runtime.env.runTimeoutMs,
        onChunk: (item, chunk) => this.#parts.chunks.add(item.job, chunk),
        onResult: (item, result) => this.#answer(item, result, { lease: held, plan }),
      });
      // The runner left them out: it is done, and their time is up.
      await this.#losses.expire(batch.takeOverdue(this.#now() + CLOCK_MS));
    } catch (error) {
      await this.#lose(batch, error);
    } finally {
      if (lease) {
        this.#stats.end(this.#now());
        fleet.release(lease);
      }
      this.#batches.delete(batch);
      this.#usedAt = performance.now();
      // It stands in line again before its turn is over: else its team would seem to have no more work.
      this.feed();
      turn?.end();
      this.#parts.onRoom();
    }
  }

  #leaveIfEmpty(): void {
    if (this.#line.length > 0) return;
    this.#parts.turns.leave(this);
    this.#stats.leaveLine(this.#now());
  }

  async #lose(batch: Batch, error: unknown): Promise<void> {
    if (this.#stopped) return;
    try {
      this.#line.push(await this.#losses.settle(batch, error));
    } catch (problem) {
      // They get no heartbeat any more: the queue takes them back by itself.
      this.#parts.onGivenUp(batch.left.map((item) => item.job));
      this.#parts.runtime.log.error({ err: problem }, 'a lost batch could not be put back');
    }
  }

  #answer(item: ClaimedInvocation, result: RunResult, how: { lease: Lease; plan: RunPlan }): void {
    const { runtime, results, circuits } = this.#parts;
    const { preMs, runMs, postMs, batchSize, inputTokens } = result.timings;
    const { loadMs, device } = how.lease;
    const now = this.#now();
    this.#progressAt = performance.now();
    this.#stats.finish(preMs + postMs + runMs / batchSize, now);
    this.#losses.forget(item.job.id);
    if (circuits.noteAnswer(this.#versionId)) void closeCircuits(runtime, [this.#versionId]).catch(() => undefined);
    const totalMs = Math.max(0, now - item.createdAt.getTime());
    const queuedMs = Math.max(0, totalMs - loadMs - preMs - runMs - postMs);
    const ended: Result = {
      job: item.job,
      status: result.error ? 'failed' : 'succeeded',
      outputs: result.outputs,
      error: result.error,
      timings: { queuedMs, loadMs, preMs, runMs, postMs, totalMs, batchSize, ...(inputTokens === undefined ? {} : { inputTokens }) },
      startedAt: new Date(now - preMs - runMs - postMs),
      device,
      durability: how.plan.durability,
    };
    const leftMs = item.deadlineAt ? item.deadlineAt.getTime() - now : Number.POSITIVE_INFINITY;
    void results
      .write(ended, lingersFor({ queuedMs, leftMs }, this.load))
      .catch((error: unknown) => runtime.log.error({ err: error }, 'a result could not be recorded'));
    this.#parts.onRoom();
  }

  #pause(until: number): void {
    this.#pausedUntil = until;
    void this.release().catch((error: unknown) => this.#parts.runtime.log.warn({ err: error }, 'runs of a paused version could not be put back'));
    this.#wakeIn(until - this.#now());
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.feed();
      this.#parts.onRoom();
    }, ms);
    this.#timer.unref();
  }
}
