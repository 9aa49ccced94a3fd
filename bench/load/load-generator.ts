import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LoadPlan, LoadResult } from './load-plan.ts';

/** Sends load from a process of its own, so that what drives a run does not share an event loop with what measures it. */
export class LoadGenerator {
  readonly #child: ChildProcess = fork(path.join(import.meta.dirname, 'generator-process.ts'), { serialization: 'advanced' });

  /** @throws Error at a wrong answer */
  async run(plan: LoadPlan): Promise<LoadResult> {
    this.#child.send(plan);
    const [message] = (await once(this.#child, 'message')) as [{ result?: LoadResult; error?: string }];
    if (!message.result) throw new Error(`${plan.mode.kind} loop: ${message.error}`);
    return message.result;
  }

  stop(): void {
    this.#child.kill();
  }
}
