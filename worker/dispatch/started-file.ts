import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

const SOON_MS = 20;

/**
 * Which runs this worker has given to runners, in a file: once it was killed, that tells which of its runs can be to blame
 * and which had not started. It has to outlive the process, not the machine: it is not synced.
 */
export class StartedFile {
  readonly #file: string;
  readonly #fd: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(folder: string, workerId: string) {
    mkdirSync(folder, { recursive: true });
    this.#file = fileOf(folder, workerId);
    this.#fd = openSync(this.#file, 'w');
  }

  /** Puts these in place of what it says. The count comes first: what is left of a longer list behind them is none of it. */
  write(ids: string[]): void {
    writeSync(this.#fd, `${[ids.length, ...ids].join('\n')}\n`, 0);
  }

  /** The same in a moment, once for all that ask meanwhile: of runs that are over sooner nobody needs to know. */
  writeSoon(ids: () => string[]): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.write(ids());
    }, SOON_MS).unref();
  }

  /** Removes it, once there is nothing it could tell. */
  remove(): void {
    if (this.#timer) clearTimeout(this.#timer);
    closeSync(this.#fd);
    rmSync(this.#file, { force: true });
  }
}

/** What the file of a worker says. @throws where there is none */
export function readStarted(folder: string, workerId: string): string[] {
  const [count = '', ...ids] = readFileSync(fileOf(folder, workerId), 'utf8').split('\n');
  return ids.slice(0, Number(count));
}

/** Takes the file of a worker that is gone: the runs it had given to runners; null where it left none here. */
export function takeStarted(folder: string, workerId: string): ReadonlySet<string> | null {
  try {
    const started = new Set(readStarted(folder, workerId));
    rmSync(fileOf(folder, workerId), { force: true });
    return started;
  } catch {
    // All that is known then is that it held them.
    return null;
  }
}

function fileOf(folder: string, workerId: string): string {
  return path.join(folder, workerId);
}
