import { commandOf, findProcess, identityOf, parentOf } from './processes.mjs';
import { interruptTools } from './run-tool.mjs';
import { say } from './say.mjs';

// Ctrl-C reaches npm, its shell and us, and some of them pass it on: the same wish within this time is one wish.
const SAME_WISH_MS = 1_000;
const WATCH_MS = 500;

/** What has to be undone at the end, last begun first. A second wish to end forces what still runs. */
export class Ending {
  #steps = [];
  #wishedAt = null;
  #starting = null;

  /** `stop` undoes something in order, `force` at once. */
  add(stop, force = () => undefined) {
    this.#steps.push({ stop, force });
  }

  get begun() {
    return this.#wishedAt !== null;
  }

  /** What is being started looks at `begun` after each step: the end waits until it has stopped where it is. */
  waitFor(starting) {
    this.#starting = starting;
  }

  /** Ends with Ctrl-C, a signal, or the death of the `npm` that started us. */
  onSignals() {
    // The terminal that asked may be gone already; what is said then reaches nobody.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.#wish());
    watchStarters(() => this.#wish());
  }

  /** Undoes everything, whatever of it fails. */
  async run() {
    while (this.#steps.length > 0) {
      const step = this.#steps.at(-1);
      await Promise.resolve()
        .then(step.stop)
        .catch((error) => say(`While stopping: ${error.message}`));
      this.#steps.pop();
    }
  }

  #wish() {
    if (this.#wishedAt === null) {
      this.#wishedAt = Date.now();
      say('Stopping …');
      interruptTools();
      void Promise.allSettled([this.#starting])
        .then(() => this.run())
        .then(() => process.exit(0));
    } else if (Date.now() - this.#wishedAt > SAME_WISH_MS) {
      say('Stopping at once.');
      for (const step of this.#steps.toReversed()) step.force();
      process.exit(1);
    }
  }
}

/** Calls `onGone` when npm, its shell, or the older Node that handed over to us is gone: nobody else would end us then. */
function watchStarters(onGone) {
  const starters = findStarters().map(identityOf);
  if (starters.length === 0) return;
  const timer = setInterval(() => {
    if (starters.every((starter) => findProcess(starter) !== null)) return;
    clearInterval(timer);
    onGone();
  }, WATCH_MS);
  timer.unref();
}

function findStarters() {
  const starters = [];
  let pid = process.ppid;
  if (process.env.MOORAGE_STARTER === String(pid)) {
    starters.push(pid);
    pid = parentOf(pid);
  }
  if (isNpm(pid)) return [...starters, pid];
  return isNpm(parentOf(pid)) ? [...starters, pid, parentOf(pid)] : starters;
}

function isNpm(pid) {
  const command = commandOf(pid).join(' ');
  return /^npm\b/.test(command) || /npm-cli\.js/.test(command);
}
