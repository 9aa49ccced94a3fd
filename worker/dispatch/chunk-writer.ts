import { appendEventsOf } from '../../server/events/append-events.ts';
import { isPassing } from '../../server/failure.ts';
import type { ClaimedJob } from '../../server/queue/boss.ts';
import type { Runtime } from '../../server/runtime.ts';
import { joinPieces, type Piece } from '../../server/signatures/bundle/piece.ts';

const RETRY_MS = 250;

/**
 * Stores what runs write as events (`output`), as it comes: what arrives while a transaction is under way shares the next,
 * for all runs of this worker. There is no timer, so a token waits for one commit at most.
 */
export class ChunkWriter {
  readonly #runtime: Runtime;
  #waiting = new Map<string, { attempt: number; chunk: Piece }>();
  #writing: ReadonlySet<string> = new Set();
  #done: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  add(job: ClaimedJob, chunk: Piece): void {
    const waiting = this.#waiting.get(job.id);
    this.#waiting.set(job.id, { attempt: job.retryCount + 1, chunk: waiting ? joinPieces(waiting.chunk, chunk) : chunk });
    if (!this.#busy) this.#done = this.#write();
  }

  /** Resolves when everything that was added of a run is stored; at once when there is nothing. */
  async flushed(id: string): Promise<void> {
    while (this.#waiting.has(id) || this.#writing.has(id)) await this.#done;
  }

  async #write(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.size > 0) {
        const batch = this.#waiting;
        this.#waiting = new Map();
        this.#writing = new Set(batch.keys());
        await this.#store(batch);
        this.#writing = new Set();
      }
    } finally {
      this.#busy = false;
    }
  }

  // A database that is away for a moment is waited for; what it will never take is no reason to hold up everybody's runs.
  async #store(batch: ReadonlyMap<string, { attempt: number; chunk: Piece }>): Promise<void> {
    const events = [...batch].map(([subject, { attempt, chunk }]) => ({ subject, kind: 'output' as const, data: { attempt, ...chunk } }));
    for (;;) {
      try {
        return await appendEventsOf(this.#runtime.sql, events);
      } catch (error) {
        if (!isPassing(error)) return this.#runtime.log.error({ err: error }, 'pieces of runs cannot be stored');
        this.#runtime.log.warn({ err: error }, 'pieces of runs could not be stored; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
