import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from './install.mjs';
import { say } from './say.mjs';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const STABLE_MS = 10_000;
const GRACE_MS = 30_000;

/**
 * Keeps a process running: a dead one is started again, at once at first, then with growing pauses while it keeps dying.
 * Its standard input is a pipe of ours: it ends with us, however we end.
 */
export class Supervised {
  #name;
  #command;
  #env;
  #child = null;
  #delay = FIRST_DELAY_MS;
  #stopping = false;
  #timer = null;

  constructor(name, command, env) {
    this.#name = name;
    this.#command = command;
    this.#env = env;
  }

  start() {
    const startedAt = Date.now();
    const [file, ...args] = this.#command;
    const child = spawn(file, args, { cwd: ROOT, env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => process.stdout.write(line.startsWith('{') ? `${this.#name.padEnd(6)} ${line}\n` : `${line}\n`));
    }
    child.on('error', (error) => say(`${this.#name} could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      this.#child = null;
      if (this.#stopping) return;
      if (Date.now() - startedAt > STABLE_MS) this.#delay = FIRST_DELAY_MS;
      say(`${this.#name} ended (${signal ?? `code ${code}`}); starting it again`);
      this.#timer = setTimeout(() => this.start(), this.#delay);
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    });
  }

  /** Asks it to end in order, and makes it end when it takes too long. */
  async stop() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  force() {
    this.#stopping = true;
    this.#child?.kill('SIGKILL');
  }
}

/** Starts Postgres again when it has died. Returns how to stop watching. */
export function watchPostgres(postgres) {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy || postgres.isAlive()) return;
    busy = true;
    say('Postgres ended; starting it again');
    try {
      await postgres.restart();
    } catch (error) {
      say(error.message);
    } finally {
      busy = false;
    }
  }, 250);
  return () => clearInterval(timer);
}
