import type { Logger } from '../../server/log.ts';
import type { Fleet } from './fleet.ts';
import { decideScaling, type ScalingDecision, type ScalingState } from './scaling.ts';
import type { VersionLoad } from './version-load.ts';

export interface ScalerParts {
  fleet: Fleet;
  /** How busy each version is now. */
  loads(): VersionLoad[];
  cores: number;
  log: Logger;
}

const TICK_MS = 1_000;
// An instance that would not load is not tried again at once.
const FAILED_MS = 60_000;

const SAID = {
  grow: 'one instance more',
  shrink: 'one instance less',
  spread: 'its instances are spread: more of them, of one thread each',
  gather: 'its instance gets its threads back',
};

/** Once a second gives versions more runners under load, or takes them back (each decision is a line in the log), and says which go first. */
export class Scaler {
  readonly #parts: ScalerParts;
  readonly #failedAt = new Map<string, number>();
  readonly #held = new Map<string, string>();
  #state: ScalingState = new Map();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: ScalerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(Date.now()), TICK_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Decides once. What is begun here goes on by itself: a load takes seconds, and the next second must not wait for it. */
  tick(now: number): void {
    const { fleet, loads, cores } = this.#parts;
    const measured = loads();
    fleet.pace(measured);
    const fresh = measured.filter((load) => now - (this.#failedAt.get(load.versionId) ?? -Infinity) >= FAILED_MS);
    const { state, decisions } = decideScaling(this.#state, { now, loads: fresh, cores, ...fleet.view() });
    this.#state = state;
    for (const decision of decisions) this.#carryOut(decision, now);
    for (const versionId of this.#held.keys()) if (!decisions.some((decision) => decision.versionId === versionId)) this.#held.delete(versionId);
  }

  #carryOut({ versionId, action, device, reason }: ScalingDecision, now: number): void {
    const { fleet, log } = this.#parts;
    if (action === 'hold') {
      if (this.#held.get(versionId) !== reason) log.info({ versionId, reason }, 'no instance more');
      this.#held.set(versionId, reason);
      return;
    }
    log.info({ versionId, instances: fleet.size(versionId), device, reason }, SAID[action]);
    this.#begin({ versionId, action, device }).catch((error: unknown) => {
      this.#failedAt.set(versionId, now);
      log.warn({ versionId, err: error }, 'another instance did not load; not tried again for a minute');
    });
  }

  #begin({ versionId, action, device }: { versionId: string; action: keyof typeof SAID; device: string | null }): Promise<unknown> {
    const { fleet } = this.#parts;
    if (action === 'grow') return fleet.grow(versionId, device ?? undefined);
    return fleet[action](versionId);
  }
}
