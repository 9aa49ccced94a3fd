import { AppError, isAppError, type ErrorBody } from '../../server/errors.ts';
import { appendEvents } from '../../server/events/append-events.ts';
import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import type { FinishedInvocation } from '../../server/invocations/finish-invocations.ts';
import { MAX_ATTEMPTS, retryInvocation } from '../../server/invocations/retry-invocations.ts';
import type { ClaimedJob } from '../../server/queue/boss.ts';
import type { Runtime } from '../../server/runtime.ts';
import { openCircuit } from '../../server/versions/set-circuit.ts';
import type { Batch } from './batch.ts';
import type { Circuits } from './circuit.ts';
import type { ResultWriter } from './result-writer.ts';

const CIRCUIT_MS = 60_000;
const OUT_OF_MEMORY_ATTEMPTS = 2;

export interface LossParts {
  runtime: Runtime;
  results: ResultWriter;
  circuits: Circuits;
  /** A run that was put back can be claimed now. */
  onWork(): void;
  /** The version's circuit opened until then. */
  onOpen(until: number): void;
}

/**
 * What becomes of runs whose runner died or would not load. Only those it was computing can be to blame. One alone loses
 * an attempt; of several nobody does, they run again one by one, so that a bad one fails alone. The others go back.
 */
export class Losses {
  readonly #versionId: string;
  readonly #parts: LossParts;
  /** Runs that shared a call with a death: they run alone, and the death counts as one of their attempts. */
  readonly #blamed = new Set<string>();
  readonly #expiring = new Set<ClaimedInvocation>();

  constructor(versionId: string, parts: LossParts) {
    this.#versionId = versionId;
    this.#parts = parts;
  }

  /** Jobs of runs that expire and are not recorded yet. */
  jobs(): ClaimedJob[] {
    return [...this.#expiring].map((item) => item.job);
  }

  isBlamed(id: string): boolean {
    return this.#blamed.has(id);
  }

  forget(id: string): void {
    this.#blamed.delete(id);
  }

  /** Ends runs whose deadline passed before they started. */
  async expire(overdue: ClaimedInvocation[]): Promise<void> {
    for (const item of overdue) this.#expiring.add(item);
    try {
      for (const item of overdue) {
        const error = new AppError('DEADLINE_EXCEEDED', 'The run expired: its deadline came before it could start.', {
          suggestions: ['Run it again with a later deadline.'],
        });
        await this.#end(item, { status: 'expired', error: error.toBody(), timings: null, startedAt: null });
      }
    } finally {
      for (const item of overdue) this.#expiring.delete(item);
    }
  }

  /** Settles what can be settled; returns the runs that go back to the line. */
  async settle(batch: Batch, thrown: unknown): Promise<ClaimedInvocation[]> {
    const error = toBody(thrown);
    const left = batch.left.filter((item) => !batch.canceled.has(item.job.id));
    if (error.code === 'CANCELED' || left.length === 0) return left;
    const computed = batch.suspects.filter((item) => left.includes(item));
    // Nothing was computed: it would not load, or died idle. The head of the line stands for all.
    const suspects = computed.length > 0 ? computed : left.slice(0, 1);
    const mates = left.filter((item) => !suspects.includes(item));
    const overdue = error.code === 'TIMEOUT' ? suspects.filter((item) => isOverdue(item, this.#parts.runtime.clock.now())) : [];
    for (const item of overdue) await this.#fail(item, newDeadlineError(), batch);
    if (overdue.length > 0) return [...mates, ...suspects.filter((item) => !overdue.includes(item))];
    const again = suspects.length > 1 ? await this.#separate(suspects, error) : await this.#charge(suspects[0] as ClaimedInvocation, error, batch);
    if (isDeath(error) && this.#parts.circuits.noteDeath(this.#versionId, suspects.length)) await this.#open(error);
    return [...again, ...mates];
  }

  async #separate(suspects: ClaimedInvocation[], error: ErrorBody): Promise<ClaimedInvocation[]> {
    const text = `the runner died computing ${suspects.length} runs in one call: ${error.message} Each of them runs again alone.`;
    for (const item of suspects) {
      this.#blamed.add(item.job.id);
      await appendEvents(this.#parts.runtime.sql, item.job.id, [{ kind: 'log', data: { level: 'warn', text } }]);
    }
    return suspects;
  }

  async #charge(item: ClaimedInvocation, error: ErrorBody, batch: Batch): Promise<ClaimedInvocation[]> {
    const { runtime, onWork } = this.#parts;
    const spent = item.job.retryCount + 1 + (this.#blamed.has(item.job.id) ? 1 : 0);
    if (spent < attemptsFor(error)) {
      const delayMs = await retryInvocation(runtime, { job: item.job, error });
      setTimeout(onWork, delayMs).unref();
      return [];
    }
    const text = `attempt ${item.job.retryCount + 1} failed: ${error.message} No attempt is left.`;
    await appendEvents(runtime.sql, item.job.id, [{ kind: 'log', data: { level: 'error', text } }]);
    await this.#fail(item, error, batch);
    return [];
  }

  async #fail(item: ClaimedInvocation, error: ErrorBody, batch: Batch): Promise<void> {
    const timings = batch.lostTimings(item);
    const startedAt = timings ? new Date(item.createdAt.getTime() + timings.totalMs - timings.runMs) : this.#parts.runtime.clock.date();
    await this.#end(item, { status: 'failed', error, timings, startedAt, device: batch.device });
  }

  async #end(item: ClaimedInvocation, how: Pick<FinishedInvocation, 'status' | 'error' | 'timings' | 'startedAt' | 'device'>): Promise<void> {
    this.#blamed.delete(item.job.id);
    await this.#parts.results.write({ ...how, job: item.job, outputs: null, durability: 'strict' });
  }

  async #open(error: ErrorBody): Promise<void> {
    this.#parts.runtime.log.warn({ versionId: this.#versionId, reason: error.message }, 'circuit opened');
    // First: whoever closes it as soon as it is written must not be paused over.
    this.#parts.onOpen(this.#parts.runtime.clock.now() + CIRCUIT_MS);
    await openCircuit(this.#parts.runtime, this.#versionId, { error, forMs: CIRCUIT_MS });
    this.#parts.circuits.noteOpened(this.#versionId);
  }
}

function isDeath(error: ErrorBody): boolean {
  return error.code === 'RUNNER_CRASHED' || error.code === 'OUT_OF_MEMORY' || error.code === 'TIMEOUT';
}

// A run that took too long would take too long again.
function attemptsFor(error: ErrorBody): number {
  if (error.code === 'OUT_OF_MEMORY') return OUT_OF_MEMORY_ATTEMPTS;
  return error.code === 'RUNNER_CRASHED' ? MAX_ATTEMPTS : 1;
}

function isOverdue(item: ClaimedInvocation, now: number): boolean {
  return item.deadlineAt !== null && item.deadlineAt.getTime() <= now;
}

function newDeadlineError(): ErrorBody {
  return new AppError('DEADLINE_EXCEEDED', 'The run was stopped: it was not done by its deadline.', {
    suggestions: ['Run it again with a later deadline.'],
  }).toBody();
}

function toBody(error: unknown): ErrorBody {
  if (isAppError(error)) return error.toBody();
  const message = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', 'The run could not be carried out.', { cause: message }).toBody();
}
