import { setImmediate } from 'node:timers/promises';
import type { Sql } from '../db.ts';
import type { Bell } from './bell.ts';
import type { StoredEvent } from './schema.ts';

interface Follower {
  subject: string;
  afterSeq: number;
  wake: (() => void) | null;
  pending: StoredEvent[];
}

const POLL_MS = 2_000;
const PAGE = 1_000;
/** What followers do with a page takes a moment each: after so many others have theirs. */
const WOKEN_AT_ONCE = 16;

/** Hands stored events to all followers of a process: one query per bell for everybody, never one each. */
export class EventHub {
  readonly #sql: Sql;
  readonly #followers = new Set<Follower>();
  readonly #stop: () => void;
  #reading = false;
  #again = false;

  constructor(sql: Sql, bell: Bell) {
    this.#sql = sql;
    this.#stop = bell.on('moorage_events', () => void this.#read(), POLL_MS);
  }

  /**
   * Every event of `subject` after `afterSeq`, as many at once as there are: first those stored, then live, until the signal
   * aborts. All followers are given the same objects.
   */
  async *follow(subject: string, afterSeq: number, signal: AbortSignal): AsyncGenerator<StoredEvent[]> {
    const follower: Follower = { subject, afterSeq, wake: null, pending: [] };
    const end = () => follower.wake?.();
    signal.addEventListener('abort', end, { once: true });
    this.#followers.add(follower);
    void this.#read();
    try {
      while (!signal.aborted) {
        if (follower.pending.length === 0) await new Promise<void>((resolve) => (follower.wake = resolve));
        if (follower.pending.length > 0) yield follower.pending.splice(0);
      }
    } finally {
      this.#followers.delete(follower);
      signal.removeEventListener('abort', end);
    }
  }

  /** What is stored of `subject` after `afterSeq` now. */
  async stored(subject: string, afterSeq: number): Promise<StoredEvent[]> {
    return this.#sql<StoredEvent[]>`
      select seq, kind, data, created_at as "createdAt" from event where subject = ${subject}::uuid and seq > ${afterSeq} order by seq`;
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        await this.#readOnce();
      } while (this.#again);
    } catch {
      // The database is away: the poll and the reconnecting bell both come back here.
    } finally {
      this.#reading = false;
    }
  }

  async #readOnce(): Promise<void> {
    const followers = [...this.#followers];
    if (followers.length === 0) return;
    const first = new Map<string, number>();
    for (const { subject, afterSeq } of followers) first.set(subject, Math.min(afterSeq, first.get(subject) ?? afterSeq));
    const rows = await this.#sql<(StoredEvent & { subject: string })[]>`
      select e.subject, e.seq, e.kind, e.data, e.created_at as "createdAt"
      from unnest(${[...first.keys()]}::uuid[], ${[...first.values()]}::int[]) as f(subject, seq)
      join event e on e.subject = f.subject and e.seq > f.seq
      order by e.subject, e.seq limit ${PAGE}`;
    if (rows.length === PAGE) this.#again = true;
    for (const { subject, ...event } of rows) {
      for (const follower of followers) {
        if (follower.subject !== subject || event.seq <= follower.afterSeq) continue;
        follower.afterSeq = event.seq;
        follower.pending.push(event);
      }
    }
    for (const [position, follower] of followers.entries()) {
      if (follower.pending.length > 0) follower.wake?.();
      if (position % WOKEN_AT_ONCE === WOKEN_AT_ONCE - 1) await setImmediate();
    }
  }

  close(): void {
    this.#stop();
  }
}
