import type { Runtime } from '../../server/runtime.ts';
import { beatWorker } from '../../server/workers/register-worker.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { DeploymentsLoop } from './deployments-loop.ts';
import type { KeepWarm } from './keep-warm.ts';

const BEAT_MS = 2_000;

export interface HeartbeatParts {
  runtime: Runtime;
  workerId: string;
  fleet: Fleet;
  runs: Dispatcher;
  deployments: readonly DeploymentsLoop[];
  keepWarm: KeepWarm;
}

/** Says every two seconds, and at once when it changes, what is loaded; does what was asked of the worker meanwhile: drain or resume. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #timer: NodeJS.Timeout | null = null;
  #stopListening: () => void = () => undefined;
  #wanted: 'taking_work' | 'draining' = 'taking_work';
  #ending = false;
  #stopped = false;
  #changed = false;
  #beating = false;
  #again = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#beat(), BEAT_MS);
    this.#stopListening = this.#parts.runtime.bell.on('moorage_workers', () => void this.#beat(), BEAT_MS * 5);
  }

  /** What is loaded is not what it was. */
  changed(): void {
    this.#changed = true;
    void this.#beat();
  }

  /** The worker ends: it says that it drains, as long as it still beats. */
  end(): void {
    this.#ending = true;
    void this.#beat();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#stopListening();
  }

  async #beat(): Promise<void> {
    // What is unloaded at the end is nobody's news: the worker's row says that it ended.
    if (this.#stopped) return;
    if (this.#beating) {
      this.#again = true;
      return;
    }
    this.#beating = true;
    const { runtime, workerId, fleet, runs } = this.#parts;
    try {
      do {
        this.#again = false;
        const changed = this.#changed;
        this.#changed = false;
        await fleet.measure();
        const loaded = fleet.snapshot(runs.loads());
        this.#steer(await beatWorker(runtime, workerId, { state: this.#state(), loaded, changed }));
      } while (this.#again && !this.#stopped);
    } catch (error) {
      this.#changed = true;
      runtime.log.warn({ err: error }, 'worker heartbeat failed');
    } finally {
      this.#beating = false;
    }
  }

  #state(): 'taking_work' | 'draining' | 'drained' {
    if (!this.#ending && this.#wanted === 'taking_work') return 'taking_work';
    const { fleet, runs, deployments } = this.#parts;
    const waiting = runs.loads().some((load) => load.waiting > 0);
    return waiting || fleet.snapshot().some((version) => version.busy > 0) || deployments.some((loop) => !loop.idle) ? 'draining' : 'drained';
  }

  #steer(wanted: 'taking_work' | 'draining'): void {
    if (wanted === this.#wanted || this.#ending) return;
    this.#wanted = wanted;
    const { runs, deployments, keepWarm, runtime } = this.#parts;
    const draining = wanted === 'draining';
    if (draining) runs.pause().catch((error: unknown) => runtime.log.warn({ err: error }, 'waiting runs could not be put back'));
    else runs.resume();
    for (const loop of deployments) loop.pause(draining);
    keepWarm.pause(draining);
    runtime.log.info(draining ? 'draining: no new work is taken' : 'takes work again');
    this.#again = true;
  }
}
