const WINDOW_MS = 5 * 60_000;
const MOST_DEATHS = 3;

/** Counts runner deaths per version: three in five minutes open its circuit. */
export class Circuits {
  readonly #deaths = new Map<string, number[]>();

  /** Notes a death; true when it is the one that opens the circuit. */
  noteDeath(versionId: string, now = Date.now()): boolean {
    const deaths = (this.#deaths.get(versionId) ?? []).filter((at) => now - at < WINDOW_MS);
    deaths.push(now);
    this.#deaths.set(versionId, deaths);
    if (deaths.length < MOST_DEATHS) return false;
    this.#deaths.delete(versionId);
    return true;
  }
}
