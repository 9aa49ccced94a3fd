import type { Logger } from '../../server/log.ts';
import type { ModelFile, Runner, StartRunner } from './runner-process.ts';
import { isImpossible } from './sandbox/link-files.ts';

const REFILL_MS = 2_000;
/** One that does not start, or dies for nothing, will not do better a moment later. */
const RETRY_MS = 60_000;

interface SpareParts {
  /** Starts a runner without files. */
  start(): Promise<Runner>;
  /** Whether something is being loaded or measured: what starts meanwhile would take the cores from it. */
  isBusy(): boolean;
  log: Logger;
}

/**
 * Keeps one runner started with nothing in it: the sandbox, Node and the engine are what a cold start waits for longest.
 * Whoever takes it gives it files, and it runs them and nothing else until it ends.
 */
export class SpareRunner {
  readonly #parts: SpareParts;
  #spare: Promise<Runner | null> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: SpareParts) {
    this.#parts = parts;
  }

  /** Starts one as soon as there is nothing else to do, unless there is one. */
  keep(): void {
    if (this.#spare || this.#stopped) return;
    if (this.#parts.isBusy()) return this.#keepIn(REFILL_MS);
    const spare = this.#parts.start().then(
      (runner) => {
        void runner.exited.then((exit) => this.#lose(spare, exit));
        return runner;
      },
      (error: unknown) => {
        this.#lose(spare, error);
        return null;
      },
    );
    this.#spare = spare;
  }

  /** The spare runner with these files in it; null when there is none, or it cannot take them. */
  async take(files: ModelFile[], given: Pick<StartRunner, 'threads' | 'onLog'>): Promise<Runner | null> {
    const spare = this.#spare;
    if (!spare || this.#stopped) return null;
    this.#spare = null;
    this.#keepIn(REFILL_MS);
    const runner = await spare;
    if (!runner || runner.ended) return null;
    try {
      runner.give(files, given);
      return runner;
    } catch (error) {
      runner.kill('unloaded');
      this.#parts.log.warn({ err: error }, 'the runner that was kept ready could not be given files');
      // It would be the same with every other.
      if (isImpossible(error)) this.stop();
      return null;
    }
  }

  /** Ends it; there is none from now on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    void this.#spare?.then((runner) => runner?.kill('unloaded'));
  }

  #keepIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.keep(), ms);
    this.#timer.unref();
  }

  // Also told of one that was taken and has ended long after: that was not the spare one any more.
  #lose(spare: Promise<Runner | null>, why: unknown): void {
    if (this.#spare !== spare || this.#stopped) return;
    this.#spare = null;
    this.#parts.log.warn({ why }, 'the runner that is kept ready did not start, or ended; trying again in a minute');
    this.#keepIn(RETRY_MS);
  }
}
