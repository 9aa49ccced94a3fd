import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { findProcess, identityOf, isAlive, sleep } from './processes.mjs';
import { say } from './say.mjs';

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;
const STABLE_MS = 10_000;
const GRACE_MS = 30_000;
const LEFTOVER_GRACE_MS = 5_000;

/**
 * Keeps a process running: a dead one is started again, at once at first, then with growing pauses while it keeps dying.
 * Its standard input is a pipe of ours, and it is told so (MOORAGE_SUPERVISED=1): at the end of that input it ends,
 * however we ended. It leads a process group of its own, so that Ctrl-C reaches us alone and everything ends in order.
 */
export class Supervised {
  #name;
  #command;
  #options;
  #child = null;
  #delay = FIRST_DELAY_MS;
  #stopping = false;
  #restarting = false;
  #timer = null;

  /** `folder` keeps its pid for the next launcher; `print` gets each line it writes; `env` is read at each start. */
  constructor(name, command, { env, folder, print }) {
    this.#name = name;
    this.#command = command;
    this.#options = { env, print, pidFile: path.join(folder, `${name}.pid`) };
  }

  /** Ends what a killed launcher left behind, which may still be finishing what it had begun. */
  async endLeftover() {
    const pid = findProcess(read(this.#options.pidFile));
    if (pid === null) return;
    say(`Waiting for the former ${this.#name} to end …`);
    signal(pid, 'SIGTERM');
    for (const until = Date.now() + LEFTOVER_GRACE_MS; isAlive(pid) && Date.now() < until;) await sleep(20);
    signal(-pid, 'SIGKILL');
  }

  start() {
    const startedAt = Date.now();
    const [file, ...args] = this.#command;
    const child = spawn(file, args, { cwd: ROOT, env: { ...this.#options.env, MOORAGE_SUPERVISED: '1' }, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    if (child.pid) writeFileSync(this.#options.pidFile, identityOf(child.pid));
    child.stdin.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) relay(stream, this.#options.print);
    const ended = (what) => {
      if (this.#child !== child) return;
      this.#child = null;
      if (this.#stopping || this.#restarting) return;
      if (Date.now() - startedAt > STABLE_MS) this.#delay = FIRST_DELAY_MS;
      say(`${this.#name} ${what}; starting it again`);
      this.#timer = setTimeout(() => this.start(), this.#delay);
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    };
    child.on('error', (error) => ended(`could not be started (${error.message})`));
    child.on('exit', (code, killedBy) => ended(`ended (${killedBy ?? `code ${code}`})`));
  }

  /** Ends it in order, for good. */
  async stop() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    await this.#end();
    rmSync(this.#options.pidFile, { force: true });
  }

  /** Ends it in order and starts it again, as after a change of its code. */
  async restart() {
    if (this.#stopping || this.#restarting) return;
    this.#restarting = true;
    clearTimeout(this.#timer);
    await this.#end();
    this.#restarting = false;
    this.#delay = FIRST_DELAY_MS;
    if (!this.#stopping) this.start();
  }

  force() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    if (this.#child?.pid) signal(-this.#child.pid, 'SIGKILL');
  }

  // Asks first, and makes it end when it takes too long.
  async #end() {
    const child = this.#child;
    if (!child?.pid || !isAlive(child.pid)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => signal(-child.pid, 'SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(timer);
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
  }, 100);
  return () => clearInterval(timer);
}

// Lines, also a last one without its end: what a dying process says matters most.
function relay(stream, print) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) print(line);
  });
  stream.on('close', () => rest && print(rest));
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
