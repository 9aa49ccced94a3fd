const WINDOW_MS = 5 * 60_000;
const MOST_DEATHS = 3;

/**
 * Runner deaths per version: three in five minutes open its circuit. Once the circuit's time is over the version is on
 * probation: the next death opens it again, the next answer closes it.
 */
export class Circuits {
  readonly #deaths = new Map<string, number[]>();
  readonly #probation = new Set<string>();

  /** Notes a death; true when it opens the circuit. */
  noteDeath(versionId: string, now = Date.now()): boolean {
    const deaths = (this.#deaths.get(versionId) ?? []).filter((at) => now - at < WINDOW_MS);
    deaths.push(now);
    this.#deaths.set(versionId, deaths);
    if (deaths.length < MOST_DEATHS && !this.#probation.has(versionId)) return false;
    this.#deaths.delete(versionId);
    this.#probation.add(versionId);
    return true;
  }

  /** Notes an answer; true when it ends a probation, so that the circuit closes. */
  noteAnswer(versionId: string): boolean {
    return this.#probation.delete(versionId);
  }
}
