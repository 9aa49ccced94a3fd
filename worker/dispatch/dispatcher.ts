import { failpoint } from '../../server/failpoints.ts';
import { claimInvocations, findCanceled, type ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import { hearHanded } from '../../server/invocations/handed-runs.ts';
import { tellOffers } from '../../server/invocations/worker-offers.ts';
import { releaseJobs, releaseUnheard } from '../../server/queue/job-table.ts';
import { INVOCATIONS } from '../../server/queue/jobs.ts';
import type { Runtime } from '../../server/runtime.ts';
import { findUnplaceableVersions } from '../../server/versions/find-unplaceable-versions.ts';
import { hasOtherWorkers } from '../../server/workers/register-worker.ts';
import type { Device } from '../../server/workers/schema.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { VersionLoad } from '../fleet/version-load.ts';
import { Circuits } from './circuit.ts';
import { Lane } from './lane.ts';
import { FIRST_CLAIMED } from './lane-limits.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { ResultWriter } from './result-writer.ts';
import type { StartedFile } from './started-file.ts';
import { Turns } from './turns.ts';

const MOST_CLAIMED = 64;
const POLL_MS = 1_000;
const RETRY_MS = 200;
const TOUCH_MS = 3_000;
/** A ring is heard within milliseconds of its commit, or never. */
const UNHEARD_MS = 1_000;
/** Looks after an offer: something may be handed over as long as it counts, and committed a while later. */
const LOOKS = 10;
/** Longer than the queue takes to notice that nothing is done for a run. */
const GIVEN_UP_MS = 60_000;
const EXPIRE_MS = 100;
const EASE_MS = 250;
const PLACE_MS = 5_000;

/**
 * Claims invocations from the one queue in batches, sorts them by version into lanes, and leaves out versions whose lane
 * is full. It never runs an engine and never waits for one.
 */
export class Dispatcher {
  readonly #runtime: Runtime;
  readonly #fleet: Fleet;
  readonly #lanes = new Map<string, Lane>();
  readonly #chunks: ChunkWriter;
  readonly #results: ResultWriter;
  readonly #circuits = new Circuits();
  readonly #turns: Turns;
  readonly #worker: { id: string; name: string; devices: Device[]; started: StartedFile };
  readonly #stops: (() => void)[] = [];
  /** Versions whose runs the last claims left where they were. */
  readonly #leftOut = new Set<string>();
  /** Versions no device here can take: their runs are for another worker. */
  #unplaceable: string[] = [];
  /** Runs that nothing is done for here any more though the queue says they are this worker's, and since when. */
  readonly #givenUp = new Map<string, number>();
  /** How often it still looks for what was handed to it unheard. */
  #looks = 0;
  /** Whether other workers take runs, too. */
  #alone = true;
  #pumping = false;
  #again = false;
  #paused = false;

  constructor(runtime: Runtime, fleet: Fleet, worker: { id: string; name: string; devices: Device[]; cores: number; started: StartedFile }) {
    this.#runtime = runtime;
    this.#fleet = fleet;
    this.#worker = worker;
    this.#turns = new Turns(worker.cores);
    this.#chunks = new ChunkWriter(runtime);
    this.#results = new ResultWriter(runtime, worker, { chunks: this.#chunks, offers: (versionIds) => this.#offer(versionIds) });
  }

  start(): void {
    const { bell } = this.#runtime;
    this.#stops.push(bell.on('moorage_work', (told) => void this.#hear(told), POLL_MS));
    this.#stops.push(bell.on('moorage_cancel', () => void this.#cancel(), POLL_MS));
    this.#stops.push(bell.on('moorage_versions', () => void this.#refresh(), PLACE_MS));
    const look = setInterval(() => void this.#findUnheard(), UNHEARD_MS);
    const touch = setInterval(() => void this.#touch(), TOUCH_MS);
    const expire = setInterval(() => void this.#expire(), EXPIRE_MS);
    const ease = setInterval(() => void this.#ease(), EASE_MS);
    this.#stops.push(() => [look, touch, expire, ease].forEach(clearInterval));
    void this.#refresh();
  }

  /** How busy each version is here. */
  loads(): VersionLoad[] {
    return [...this.#lanes.values()].map((lane) => lane.load);
  }

  /** A version has an instance more or less, or others. */
  instancesChanged(versionId: string): void {
    this.#lanes.get(versionId)?.instancesChanged();
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
    const deadline = performance.now() + deadlineMs;
    await this.pause().catch((error: unknown) => this.#runtime.log.warn({ err: error }, 'waiting runs could not be put back'));
    while (this.#inFlight().length > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const stop of this.#stops) stop();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.giveBack()));
    await this.#results.idle();
  }

  /** There is work: here it is, or it has to be claimed. */
  async #hear(told: string): Promise<void> {
    if (told === '') return this.#pump();
    try {
      // What was put back as unheard is claimed by now: heard all the same, it would be computed twice.
      const handed = hearHanded(told, this.#worker.id).filter((item) => !this.#givenUp.has(item.job.id));
      if (handed.length === 0) return;
      failpoint(this.#runtime.env, 'claim.after_commit');
      await this.#take(Map.groupBy(handed, (item) => item.versionId));
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'runs that were handed over could not be taken');
    }
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
    const rooms = new Map([...this.#lanes].map(([versionId, lane]) => [versionId, lane.room]));
    for (const versionId of this.#unplaceable) rooms.set(versionId, 0);
    for (const [versionId, room] of rooms) if (room === 0) this.#leftOut.add(versionId);
    const claimed = await claimInvocations(this.#runtime, { batchSize: MOST_CLAIMED, rooms, roomOfOthers: FIRST_CLAIMED, workerId: this.#worker.id });
    const byVersion = Map.groupBy(claimed, (item) => item.versionId);
    const isCut = claimed.length === MOST_CLAIMED;
    for (const [versionId, room] of rooms) {
      // All there was room for: there may be more.
      if (room > 0 && (isCut || (byVersion.get(versionId)?.length ?? 0) >= room)) this.#leftOut.add(versionId);
      else if (room > 0) this.#leftOut.delete(versionId);
    }
    for (const [versionId, items] of byVersion) if (!rooms.has(versionId) && items.length >= FIRST_CLAIMED) this.#leftOut.add(versionId);
    await this.#take(byVersion);
    return isCut;
  }

  /** Gives runs to their lanes, and puts back what is too many there. */
  async #take(byVersion: Map<string, ClaimedInvocation[]>): Promise<void> {
    await this.#putBack([...byVersion].flatMap(([versionId, items]) => (this.#paused ? items : this.#lane(versionId).offer(items))));
  }

  /** Gives runs that have not started to any worker; this one claims them when there is room for them. */
  async #putBack(tooMany: ClaimedInvocation[]): Promise<void> {
    if (tooMany.length === 0) return;
    await releaseJobs(
      this.#runtime.relaxedSql,
      INVOCATIONS,
      tooMany.map((item) => item.job),
    );
    for (const { versionId } of tooMany) this.#leftOut.add(versionId);
    for (const [versionId, lane] of this.#lanes) if (this.#leftOut.has(versionId) && lane.wantsMore) void this.#pump();
  }

  /**
   * Says how many more runs of these versions are taken without a claim: of one whose runs wait in the queue none, since they
   * come first. Beside other workers only what starts at once: what would wait here might start there. null while a claim is
   * under way, which may leave some in the queue.
   */
  #offer(versionIds: Set<string>): string | null {
    if (this.#pumping) return null;
    this.#looks = LOOKS;
    const roomOf = (versionId: string) => {
      const lane = this.#lanes.get(versionId);
      if (!lane || this.#paused || this.#leftOut.has(versionId)) return 0;
      return this.#alone ? lane.room : Math.min(lane.room, lane.startable);
    };
    return tellOffers(this.#worker.id, new Map([...versionIds].map((versionId) => [versionId, roomOf(versionId)])));
  }

  #lane(versionId: string): Lane {
    const known = this.#lanes.get(versionId);
    if (known) return known;
    const lane = new Lane(versionId, {
      runtime: this.#runtime,
      fleet: this.#fleet,
      results: this.#results,
      chunks: this.#chunks,
      circuits: this.#circuits,
      turns: this.#turns,
      // No bell rings for what was left out: it is looked for as soon as there is room.
      onRoom: () => {
        if (this.#leftOut.has(versionId) && lane.wantsMore) void this.#pump();
      },
      onWork: () => void this.#pump(),
      onHanded: () => this.#worker.started.write(this.#started()),
      onRunning: () => this.#worker.started.writeSoon(() => this.#started()),
      onGivenUp: (jobs) => this.#giveUp(jobs.map((job) => job.id)),
    });
    this.#lanes.set(versionId, lane);
    return lane;
  }

  async #refresh(): Promise<void> {
    for (const [versionId, lane] of this.#lanes) {
      if (lane.isSpent && !this.#leftOut.has(versionId)) this.#lanes.delete(versionId);
      else void lane.refresh();
    }
    try {
      this.#unplaceable = (await findUnplaceableVersions(this.#runtime, this.#worker.devices)).map(({ versionId }) => versionId);
      this.#alone = !(await hasOtherWorkers(this.#runtime, this.#worker.id));
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

  async #ease(): Promise<void> {
    try {
      await this.#putBack([...this.#lanes.values()].flatMap((lane) => lane.takeSurplus()));
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'runs that wait too long here could not be put back; the queue takes them back');
    }
  }

  async #touch(): Promise<void> {
    try {
      await this.#runtime.queue.touch(INVOCATIONS, this.#inFlight(), this.#runtime.relaxedSql);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'heartbeat of runs failed');
    }
  }

  /**
   * What was handed to this worker with a ring that it never heard goes back, and is claimed. Not what was given up here: that
   * loses an attempt, by the queue's heartbeat, and does not go round for ever.
   */
  async #findUnheard(): Promise<void> {
    if (this.#looks === 0) return;
    try {
      const known = [...this.#inFlight().map((job) => job.id), ...this.#givenUp.keys()];
      const unheard = await releaseUnheard(this.#runtime.sql, INVOCATIONS, { workerId: this.#worker.id, forMs: UNHEARD_MS, known });
      this.#looks--;
      this.#forget();
      if (unheard.length === 0) return;
      // Once: whatever goes wrong with it a second time is another matter.
      this.#giveUp(unheard);
      void this.#pump();
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'looking for runs that were handed over unheard failed');
    }
  }

  /** What can be to blame for the end of this process: runs that are computed, and answers that are not recorded. */
  #started(): string[] {
    return [...[...this.#lanes.values()].flatMap((lane) => lane.started()), ...this.#results.jobs().map((job) => job.id)];
  }

  #giveUp(ids: string[]): void {
    for (const id of ids) this.#givenUp.set(id, performance.now());
  }

  #forget(): void {
    for (const [id, at] of this.#givenUp) if (performance.now() - at > GIVEN_UP_MS) this.#givenUp.delete(id);
  }

  #inFlight() {
    return [...[...this.#lanes.values()].flatMap((lane) => lane.jobs()), ...this.#results.jobs()];
  }
}
