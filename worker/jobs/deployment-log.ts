import { recordProgress } from '../../server/deployments/record-progress.ts';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import type { LogLine, Phase } from '../../server/deployments/schema.ts';
import type { NewEvent } from '../../server/events/schema.ts';
import { FlushQueue } from '../../server/queue/flush-queue.ts';
import type { Runtime } from '../../server/runtime.ts';

/** A deployment's checklist and log: every change is stored, in order, before anybody follows it. */
export class DeploymentLog {
  readonly phases: Phase[];
  readonly #queue: FlushQueue<NewEvent, void>;
  #current: Phase | null = null;

  constructor(runtime: Runtime, deployment: BegunDeployment) {
    // A lost worker's attempt starts over: what was under way is todo again.
    this.phases = deployment.phases.map((phase) =>
      phase.name === 'upload' && phase.status === 'done' ? phase : { ...phase, status: 'todo', fact: null, startedAt: null, endedAt: null },
    );
    this.#queue = new FlushQueue(
      async (events) => {
        await recordProgress(runtime, deployment.deploymentId, { phases: this.phases, events });
        return [];
      },
      { maxBatch: 200 },
    );
  }

  start(name: Phase['name']): Promise<void> {
    const phase = this.phases.find((item) => item.name === name);
    if (!phase) throw new Error(`this deployment has no phase ${name}`);
    this.#current = Object.assign(phase, { status: 'running', startedAt: new Date().toISOString() } satisfies Partial<Phase>);
    return this.#push({ kind: 'phase', data: { ...phase } });
  }

  /** How far the phase under way is, in place of its fact. */
  progress(fact: string): void {
    if (!this.#current) return;
    this.#current.fact = fact;
    void this.#push({ kind: 'phase', data: { ...this.#current } }).catch(() => undefined);
  }

  /** Ends the phase under way, with the one fact that stands beside its name. */
  end(fact: string, status: 'done' | 'warning' | 'failed' = 'done'): Promise<void> {
    const phase = this.#current;
    if (!phase) return Promise.resolve();
    this.#current = null;
    Object.assign(phase, { status, fact, endedAt: new Date().toISOString() } satisfies Partial<Phase>);
    return this.#push({ kind: 'phase', data: { ...phase } });
  }

  line(text: string, level: LogLine['level'] = 'info'): void {
    void this.#push({ kind: 'log', data: { level, text, ...(this.#current ? { phase: this.#current.name } : {}) } }).catch(() => undefined);
  }

  /** Resolves when everything said so far is stored. */
  async flush(): Promise<void> {
    if (this.#current) await this.#push({ kind: 'phase', data: { ...this.#current } });
  }

  #push(event: NewEvent): Promise<void> {
    return this.#queue.push(event);
  }
}
