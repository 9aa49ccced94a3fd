import type { Logger } from '../../server/log.ts';
import type { ModelFile, Runner, StartRunner } from './runner-process.ts';

/** What has just taken the spare one loads now: the next is not to take the cores from it. */
const REFILL_MS = 2_000;
/** One that does not start will not start a moment later either. */
const RETRY_MS = 60_000;

/**
 * Keeps one runner started with nothing in it: the sandbox, Node and the engine are what a cold start waits for longest.
 * Whoever takes it gives it files, and it runs them and nothing else until it ends.
 */
export class SpareRunner {
  readonly #start: () => Promise<Runner>;
  readonly #log: Logger;
  #spare: Promise<Runner | null> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: { start(): Promise<Runner>; log: Logger }) {
    this.#start = parts.start;
    this.#log = parts.log;
  }

  /** Starts one, unless there is one. */
  keep(): void {
    if (this.#spare || this.#stopped) return;
    const spare = this.#start().then(
      (runner) => {
        void runner.exited.then(() => this.#lose(spare, REFILL_MS));
        return runner;
      },
      (error: unknown) => {
        this.#log.warn({ err: error }, 'a runner to be kept ready did not start; trying again in a minute');
        this.#lose(spare, RETRY_MS);
        return null;
      },
    );
    this.#spare = spare;
  }

  /** The spare runner with these files in it; null when there is none, or it cannot take them. */
  async take(files: ModelFile[], given: Pick<StartRunner, 'threads' | 'onLog'>): Promise<Runner | null> {
    const spare = this.#spare;
    if (!spare || this.#stopped) return null;
    this.#lose(spare, REFILL_MS);
    const runner = await spare;
    if (!runner || runner.ended) return null;
    if (runner.give(files, given)) return runner;
    // It would be the same with every other.
    this.#stopped = true;
    this.#log.info('models lie on another disk than runners do: no runner is kept ready');
    runner.kill('unloaded');
    return null;
  }

  /** Ends it; there is none from now on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const runner = await this.#spare;
    runner?.kill('unloaded');
    await runner?.exited;
  }

  // Also told of one that was taken and has ended long after: that was not the spare one any more.
  #lose(spare: Promise<Runner | null>, againMs: number): void {
    if (this.#spare !== spare || this.#stopped) return;
    this.#spare = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), againMs);
    this.#timer.unref();
  }
}
