import { claimInvocations, findCanceled, type ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import { releaseJobs } from '../../server/queue/job-table.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import type { Runtime } from '../../server/runtime.ts';
import { findUnplaceableVersions } from '../../server/versions/find-unplaceable-versions.ts';
import type { Device } from '../../server/workers/schema.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { VersionLoad } from '../fleet/version-load.ts';
import { Circuits } from './circuit.ts';
import { Lane } from './lane.ts';
import { ResultWriter } from './result-writer.ts';

const MOST_CLAIMED = 64;
/** After a claim brought more of a version than it can take, the next ones are small until they fit. */
const LEAST_CLAIMED = 8;
const POLL_MS = 1_000;
const RETRY_MS = 200;
const TOUCH_MS = 3_000;
const EXPIRE_MS = 500;
const PLACE_MS = 5_000;

/**
 * Claims invocations from the one queue in batches, sorts them by version into lanes, and leaves out versions whose lane
 * is full. It never runs an engine and never waits for one.
 */
export class Dispatcher {
  readonly #runtime: Runtime;
  readonly #fleet: Fleet;
  readonly #lanes = new Map<string, Lane>();
  readonly #results: ResultWriter;
  readonly #circuits = new Circuits();
  readonly #worker: { id: string; devices: Device[] };
  readonly #stops: (() => void)[] = [];
  /** Versions whose runs the last claims left where they were. */
  readonly #leftOut = new Set<string>();
  /** Versions no device here can take: their runs are for another worker. */
  #unplaceable: string[] = [];
  #batchSize = MOST_CLAIMED;
  #pumping = false;
  #again = false;
  #paused = false;

  constructor(runtime: Runtime, fleet: Fleet, worker: { id: string; devices: Device[] }) {
    this.#runtime = runtime;
    this.#fleet = fleet;
    this.#worker = worker;
    this.#results = new ResultWriter(runtime, worker.id);
  }

  start(): void {
    const { bell } = this.#runtime;
    this.#stops.push(bell.on('moorage_work', () => void this.#pump(), POLL_MS));
    this.#stops.push(bell.on('moorage_cancel', () => void this.#cancel(), POLL_MS));
    this.#stops.push(bell.on('moorage_versions', () => void this.#refresh(), PLACE_MS));
    const touch = setInterval(() => void this.#touch(), TOUCH_MS);
    const expire = setInterval(() => void this.#expire(), EXPIRE_MS);
    this.#stops.push(() => [touch, expire].forEach(clearInterval));
    void this.#refresh();
  }

  /** How busy each version is here. */
  loads(): VersionLoad[] {
    return [...this.#lanes.values()].map((lane) => lane.load);
  }

  /** A version has an instance more or less. */
  feed(versionId: string): void {
    this.#lanes.get(versionId)?.feed();
  }

  /** Takes no more work until resume; what has started goes on, what has not goes back. */
  async pause(): Promise<void> {
    this.#paused = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.release()));
  }

  resume(): void {
    this.#paused = false;
    void this.#pump();
  }

  /** Takes no more work, finishes what runs, and puts back what has no result by the deadline. */
  async drain(deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    await this.pause().catch((error: unknown) => this.#runtime.log.warn({ err: error }, 'waiting runs could not be put back'));
    while (this.#inFlight().length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const stop of this.#stops) stop();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.giveBack()));
    await this.#results.idle();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    try {
      do {
        this.#again = false;
        while (!this.#paused && (await this.#claim()));
      } while (this.#again && !this.#paused);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'claiming failed; trying again in a moment');
      // A database that is back rings before every connection to it is: the next poll would be a second away.
      setTimeout(() => void this.#pump(), RETRY_MS).unref();
    } finally {
      this.#pumping = false;
    }
  }

  /** True when there may be more to claim. */
  async #claim(): Promise<boolean> {
    const full = [...this.#lanes].filter(([, lane]) => lane.isFull).map(([versionId]) => versionId);
    for (const versionId of full) this.#leftOut.add(versionId);
    const ignoreVersions = [...full, ...this.#unplaceable];
    for (const [versionId, lane] of this.#lanes) if (!lane.isFull) this.#leftOut.delete(versionId);
    const batchSize = this.#batchSize;
    const claimed = await claimInvocations(this.#runtime, { batchSize, ignoreVersions, workerId: this.#worker.id });
    const tooMany: ClaimedInvocation[] = [];
    for (const [versionId, items] of Map.groupBy(claimed, (item) => item.versionId)) {
      const over = this.#lane(versionId).offer(items);
      if (over.length > 0) this.#leftOut.add(versionId);
      tooMany.push(...over);
    }
    this.#batchSize = tooMany.length > 0 ? LEAST_CLAIMED : Math.min(MOST_CLAIMED, batchSize * 2);
    await releaseJobs(
      this.#runtime.relaxedSql,
      INVOCATIONS,
      tooMany.map((item) => item.job),
    );
    return claimed.length === batchSize;
  }

  #lane(versionId: string): Lane {
    const known = this.#lanes.get(versionId);
    if (known) return known;
    const lane = new Lane(versionId, {
      runtime: this.#runtime,
      fleet: this.#fleet,
      results: this.#results,
      circuits: this.#circuits,
      // No bell rings for what was left out: it is looked for as soon as there is room.
      onRoom: () => {
        if (this.#leftOut.has(versionId) && lane.wantsMore) void this.#pump();
      },
      onWork: () => void this.#pump(),
    });
    this.#lanes.set(versionId, lane);
    return lane;
  }

  async #refresh(): Promise<void> {
    for (const lane of this.#lanes.values()) void lane.refresh();
    try {
      this.#unplaceable = (await findUnplaceableVersions(this.#runtime, this.#worker.devices)).map(({ versionId }) => versionId);
      void this.#pump();
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'which versions can run here could not be read');
    }
  }

  async #cancel(): Promise<void> {
    try {
      const ids = await findCanceled(
        this.#runtime,
        this.#inFlight().map((job) => job.id),
      );
      if (ids.length > 0) for (const lane of this.#lanes.values()) lane.cancel(new Set(ids));
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'looking for canceled runs failed');
    }
  }

  async #expire(): Promise<void> {
    try {
      for (const lane of this.#lanes.values()) await lane.expire();
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'ending overdue runs failed');
    }
  }

  async #touch(): Promise<void> {
    try {
      await this.#runtime.queue.touch(INVOCATIONS, this.#inFlight(), this.#runtime.relaxedSql);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'heartbeat of runs failed');
    }
  }

  #inFlight() {
    return [...[...this.#lanes.values()].flatMap((lane) => lane.jobs()), ...this.#results.jobs()];
  }
}
