import type { Runtime } from '../../server/runtime.ts';
import { findVersionNeeds, type NeededVersion } from '../../server/versions/find-version-needs.ts';
import type { Fleet } from '../fleet/fleet.ts';

const POLL_MS = 5_000;
// A version that would not load is not tried again at once.
const FAILED_MS = 60_000;

/**
 * Keeps the fleet as the versions' rows want it: pinned versions and those about to become active are loaded without a
 * run, an instance that runs by old settings is replaced, and versions that were deleted go.
 */
export class KeepWarm {
  readonly #runtime: Runtime;
  readonly #fleet: Fleet;
  readonly #working = new Set<string>();
  readonly #failed = new Map<string, { at: number; wish: string }>();
  readonly #full = new Set<string>();
  #stop: () => void = () => undefined;
  #checking = false;
  #again = false;
  #paused = false;

  constructor(runtime: Runtime, fleet: Fleet) {
    this.#runtime = runtime;
    this.#fleet = fleet;
  }

  start(): void {
    this.#stop = this.#runtime.bell.on('moorage_versions', () => void this.check(), POLL_MS);
    void this.check();
  }

  stop(): void {
    this.#paused = true;
    this.#stop();
  }

  /** A draining worker loads nothing that nobody runs. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) void this.check();
  }

  /** Compares once; what has to be loaded is begun and goes on by itself. */
  async check(): Promise<void> {
    if (this.#checking) {
      this.#again = true;
      return;
    }
    this.#checking = true;
    try {
      do {
        this.#again = false;
        const loaded = this.#fleet.versions();
        const wanted = await findVersionNeeds(this.#runtime, loaded);
        for (const versionId of new Set([...loaded, ...wanted.keys()])) void this.#settle(versionId, wanted.get(versionId) ?? null);
      } while (this.#again);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'looking for versions to keep warm failed; trying again in a while');
    } finally {
      this.#checking = false;
    }
  }

  async #settle(versionId: string, wanted: NeededVersion | null): Promise<void> {
    const wish = JSON.stringify(wanted?.needs ?? null);
    const failed = this.#failed.get(versionId);
    if (this.#working.has(versionId) || (failed?.wish === wish && performance.now() - failed.at < FAILED_MS)) return;
    this.#working.add(versionId);
    try {
      await this.#fleet.settle(versionId, wanted?.needs ?? null);
      if (wanted?.warm && !this.#paused && this.#fleet.size(versionId) === 0 && this.#fits(versionId, wanted)) await this.#fleet.grow(versionId);
      this.#failed.delete(versionId);
    } catch (error) {
      this.#failed.set(versionId, { at: performance.now(), wish });
      this.#runtime.log.warn({ versionId, err: error }, 'a version could not be loaded as it wants to be; not tried again for a minute');
    } finally {
      this.#working.delete(versionId);
    }
  }

  #fits(versionId: string, { needs }: NeededVersion): boolean {
    const fits = this.#fleet.hasRoom(needs);
    if (!fits && !this.#full.has(versionId))
      this.#runtime.log.warn({ versionId }, 'a version to be kept warm has no place here: no such device, or no room beside the others');
    if (fits) this.#full.delete(versionId);
    else this.#full.add(versionId);
    return fits;
  }
}
