import { claimInvocations, findCanceled } from '../../server/invocations/claim-invocations.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { Circuits } from './circuit.ts';
import { Lane } from './lane.ts';
import { ResultWriter } from './result-writer.ts';

/** Claimed and unfinished runs one version may hold here; what is beyond belongs to any worker. */
const LANE_CAPACITY = 64;
const CLAIM_BATCH = 64;
const POLL_MS = 1_000;
const TOUCH_MS = 3_000;

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
  readonly #workerId: string;
  readonly #stops: (() => void)[] = [];
  #pumping = false;
  #again = false;
  #draining = false;

  constructor(runtime: Runtime, fleet: Fleet, workerId: string) {
    this.#runtime = runtime;
    this.#fleet = fleet;
    this.#workerId = workerId;
    this.#results = new ResultWriter(runtime, workerId);
  }

  start(): void {
    this.#stops.push(this.#runtime.bell.on('moorage_work', () => void this.#pump(), POLL_MS));
    this.#stops.push(this.#runtime.bell.on('moorage_cancel', () => void this.#cancel(), POLL_MS));
    const touch = setInterval(() => void this.#touch(), TOUCH_MS);
    this.#stops.push(() => clearInterval(touch));
    void this.#pump();
  }

  /** Takes no more work, finishes what runs, and puts back what has not started by the deadline. */
  async drain(deadlineMs: number): Promise<void> {
    this.#draining = true;
    this.#stops[0]?.();
    const deadline = Date.now() + deadlineMs;
    while (this.#inFlight().length > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const stop of this.#stops) stop();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.giveBack()));
    await this.#results.idle();
  }

  async #pump(): Promise<void> {
    if (this.#draining) return;
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    try {
      do {
        this.#again = false;
        while (!this.#draining && (await this.#claim()) === CLAIM_BATCH);
      } while (this.#again && !this.#draining);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'claiming failed; trying again in a second');
    } finally {
      this.#pumping = false;
    }
  }

  async #claim(): Promise<number> {
    const full = [...this.#lanes].filter(([, lane]) => lane.size >= LANE_CAPACITY).map(([versionId]) => versionId);
    const claimed = await claimInvocations(this.#runtime, { batchSize: CLAIM_BATCH, ignoreVersions: full });
    for (const invocation of claimed) this.#lane(invocation.versionId).push(invocation);
    return claimed.length;
  }

  #lane(versionId: string): Lane {
    let lane = this.#lanes.get(versionId);
    if (!lane) {
      lane = new Lane(versionId, {
        runtime: this.#runtime,
        fleet: this.#fleet,
        results: this.#results,
        circuits: this.#circuits,
        workerId: this.#workerId,
        onRoom: () => {
          if (this.#lanes.get(versionId)?.size === LANE_CAPACITY - 1) void this.#pump();
        },
      });
      this.#lanes.set(versionId, lane);
    }
    return lane;
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
