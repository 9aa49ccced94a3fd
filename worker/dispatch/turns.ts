/** Longer than this nobody keeps a turn: what is slower than it was thought shares the cores as the operating system shares them. */
const LONGEST_MS = 1_000;

/**
 * A team that has just had an answer is about to call again: a core is kept for it so long, or its next run would find all of
 * them taken.
 */
const LINGER_MS = 25;

/** A lane as turns see it. */
export interface Taker {
  readonly teamId: string;
  /** Called when it may ask again. */
  feed(): void;
}

/** Held while a batch runs. Who has more to run asks again before it ends the turn. */
export interface Turn {
  end(): void;
}

/**
 * Shares the cores between teams. As long as one team alone has work, it takes them all. While several have, or had a moment
 * ago, each keeps as many runners busy as is its part of the cores, one at least, and its versions take turns: a team with
 * many versions gets no more than one with a single version.
 */
export class Turns {
  readonly #cores: number;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, Set<Taker>>();
  /** Teams without work that had some a moment ago. */
  readonly #lingering = new Map<string, NodeJS.Timeout>();
  #called: Taker | null = null;

  constructor(cores: number) {
    this.#cores = cores;
  }

  /** Begins a turn; null when its team has to wait: it is called as soon as there is one for it. */
  take(taker: Taker): Turn | null {
    const { teamId } = taker;
    const line = this.#waiting.get(teamId) ?? new Set();
    // Who comes again at once stands behind those of its team that wait.
    const before = this.#called === taker ? 0 : line.size - (line.has(taker) ? 1 : 0);
    if (this.#runningOf(teamId) + before >= this.#partOf(teamId)) {
      this.#waiting.set(teamId, line.add(taker));
      return null;
    }
    this.leave(taker);
    this.#called = null;
    this.#running.set(teamId, this.#runningOf(teamId) + 1);
    return this.#begin(teamId);
  }

  /** It has nothing to run any more, whether or not its team is still known. */
  leave(taker: Taker): void {
    for (const [teamId, line] of this.#waiting) if (line.delete(taker) && line.size === 0) this.#waiting.delete(teamId);
  }

  #begin(teamId: string): Turn {
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const left = this.#runningOf(teamId) - 1;
      if (left > 0) this.#running.set(teamId, left);
      else {
        this.#running.delete(teamId);
        this.#linger(teamId);
      }
      this.#callNext();
    };
    const timer = setTimeout(end, LONGEST_MS);
    timer.unref();
    return { end };
  }

  #linger(teamId: string): void {
    clearTimeout(this.#lingering.get(teamId));
    const timer = setTimeout(() => {
      this.#lingering.delete(teamId);
      this.#callNext();
    }, LINGER_MS);
    timer.unref();
    this.#lingering.set(teamId, timer);
  }

  // Where a team has gone, the parts of all others have grown.
  #callNext(): void {
    for (const [teamId, line] of [...this.#waiting]) {
      for (const taker of [...line]) {
        if (this.#runningOf(teamId) >= this.#partOf(teamId)) break;
        this.#called = taker;
        this.leave(taker);
        taker.feed();
      }
    }
    this.#called = null;
  }

  #runningOf(teamId: string): number {
    return this.#running.get(teamId) ?? 0;
  }

  // Who is only about to call again needs one core, whatever its part is once it has.
  #partOf(teamId: string): number {
    const working = new Set([teamId, ...this.#running.keys(), ...this.#waiting.keys()]);
    const kept = [...this.#lingering.keys()].filter((lingering) => !working.has(lingering)).length;
    if (working.size === 1 && kept === 0) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.floor((this.#cores - kept) / working.size));
  }
}
