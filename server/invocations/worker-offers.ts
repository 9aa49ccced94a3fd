import type { Runtime } from '../runtime.ts';

/** So long a worker's word counts: what is handed to one that died meanwhile waits until that is noticed. */
const GOOD_MS = 1_000;
/** All that one ring holds. */
const MOST_VERSIONS = 100;
const CHECK_MS = 60_000;

/** What workers say they take at once, without having claimed it; of this process. */
export function offersOf(runtime: Runtime): Offers {
  return runtime.once('offers', () => {
    const offers = new Offers();
    runtime.bell.on('moorage_offers', (told) => (told === '' ? offers.forget() : offers.hear(told)), CHECK_MS);
    return offers;
  });
}

/** The text of a ring: how many more runs of each version this worker takes. */
export function tellOffers(workerId: string, rooms: ReadonlyMap<string, number>): string {
  return JSON.stringify([workerId, [...rooms].slice(0, MOST_VERSIONS)]);
}

/** How many runs of a version each worker takes. An offer is a hint: what is too many is put back by who gets it. */
export class Offers {
  readonly #versions = new Map<string, Map<string, { left: number; until: number }>>();

  /** A worker's newer word takes the place of its older one. */
  hear(told: string, now = performance.now()): void {
    const [worker, rooms] = JSON.parse(told) as [string, [string, number][]];
    for (const [versionId, left] of rooms) {
      const workers = this.#versions.get(versionId) ?? new Map<string, { left: number; until: number }>();
      this.#versions.set(versionId, workers.set(worker, { left, until: now + GOOD_MS }));
    }
  }

  /** The worker with the most room left for the version, which is one less now; null where none has any. */
  take(versionId: string, now = performance.now()): string | null {
    let best: { worker: string; offer: { left: number } } | null = null;
    for (const [worker, offer] of this.#versions.get(versionId) ?? []) if (offer.left > (best?.offer.left ?? 0) && offer.until > now) best = { worker, offer };
    if (!best) return null;
    best.offer.left--;
    return best.worker;
  }

  /** Runs of the version wait: until a worker says so again, none of it goes past them. */
  withdraw(versionId: string): void {
    this.#versions.delete(versionId);
  }

  forget(): void {
    this.#versions.clear();
  }
}
