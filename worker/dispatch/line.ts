import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';

/** Claimed runs of one version that no runner has: by priority, then in the order they were created. */
export class Line {
  readonly #items: ClaimedInvocation[] = [];

  get length(): number {
    return this.#items.length;
  }

  /** Epoch ms of the creation of the run at the head. */
  get headAt(): number {
    return this.#items[0]?.createdAt.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** How long each has waited since it was created, in milliseconds. */
  agesMs(now: number): number[] {
    return this.#items.map((item) => now - item.createdAt.getTime());
  }

  push(items: ClaimedInvocation[]): void {
    this.#items.push(...items);
    // Ids are UUIDv7: their order is the order of creation.
    this.#items.sort((a, b) => b.priority - a.priority || (a.job.id < b.job.id ? -1 : 1));
  }

  /** Takes up to `count` runs from the head, fewer when their inputs pass `bytes`; one at a time while the head has to run alone. */
  take(limit: { count: number; bytes: number; alone(id: string): boolean }): ClaimedInvocation[] {
    const head = this.#items[0];
    if (!head) return [];
    if (limit.alone(head.job.id)) return this.#items.splice(0, 1);
    let bytes = 0;
    let count = 0;
    for (const item of this.#items) {
      bytes += item.tensors.reduce((sum, tensor) => sum + tensor.length, 0);
      if (count >= limit.count || (count > 0 && bytes > limit.bytes) || limit.alone(item.job.id)) break;
      count++;
    }
    return this.#items.splice(0, count);
  }

  /** Takes up to `count` runs from the end; none where that is below one. */
  takeLast(count: number): ClaimedInvocation[] {
    return this.#items.splice(Math.max(0, this.#items.length - count));
  }

  /** Takes out the runs meant, or all. */
  remove(meant: (item: ClaimedInvocation) => boolean = () => true): ClaimedInvocation[] {
    const removed = this.#items.filter(meant);
    if (removed.length > 0) this.#items.splice(0, Infinity, ...this.#items.filter((item) => !removed.includes(item)));
    return removed;
  }

  jobs() {
    return this.#items.map((item) => item.job);
  }
}
