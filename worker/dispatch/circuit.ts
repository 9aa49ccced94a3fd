const WINDOW_MS = 5 * 60_000;
const MOST_DEATHS = 3;

/**
 * Runner deaths per version: three in five minutes open its circuit. A death that several runs shared counts half: their
 * own deaths follow if one of them is to blame, and it must not keep the others from being run. Once the circuit's time is
 * over the version is on probation: the next death opens it again, the next answer closes it. Closed by hand it is on none.
 */
export class Circuits {
  readonly #deaths = new Map<string, { at: number; weight: number }[]>();
  /** With when its circuit was written to be open. */
  readonly #probation = new Map<string, number>();

  /** Notes a death that `suspects` runs shared; true when it opens the circuit. */
  noteDeath(versionId: string, suspects = 1, now = performance.now()): boolean {
    const deaths = (this.#deaths.get(versionId) ?? []).filter(({ at }) => now - at < WINDOW_MS);
    deaths.push({ at: now, weight: suspects > 1 ? 0.5 : 1 });
    this.#deaths.set(versionId, deaths);
    const total = deaths.reduce((sum, { weight }) => sum + weight, 0);
    if (total < MOST_DEATHS && !this.#probation.has(versionId)) return false;
    this.#deaths.delete(versionId);
    this.#probation.set(versionId, Infinity);
    return true;
  }

  /** Notes that its circuit is written to be open. */
  noteOpened(versionId: string, now = performance.now()): void {
    if (this.#probation.has(versionId)) this.#probation.set(versionId, now);
  }

  /** Notes that its circuit was found closed, read at that time: what was read before it was written to be open says nothing. */
  noteClosed(versionId: string, readAt: number): void {
    if (readAt > (this.#probation.get(versionId) ?? Infinity)) this.#probation.delete(versionId);
  }

  /** Notes an answer; true when it ends a probation, so that the circuit closes. */
  noteAnswer(versionId: string): boolean {
    return this.#probation.delete(versionId);
  }
}
