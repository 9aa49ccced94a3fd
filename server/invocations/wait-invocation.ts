import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import { invocationUuid } from './create-invocation.ts';
import { getInvocation } from './get-invocation.ts';
import type { InvocationView } from './schema.ts';

const POLL_MS = 500;

/** The invocation as soon as it has ended, or as it stands after `timeoutMs`. @throws NOT_FOUND */
export async function waitInvocation(ctx: Ctx, input: { team: string; id: string; timeoutMs: number }): Promise<InvocationView> {
  await requireRole(ctx, input.team, 'wait-invocation');
  await endedWaiters(ctx.runtime).wait(invocationUuid(input.id), input.timeoutMs, ctx.signal);
  return getInvocation(ctx, input);
}

/** The process's waiters: one query per bell for all of them, however many wait. */
export function endedWaiters(runtime: Runtime): EndedWaiters {
  return runtime.once('ended-waiters', () => new EndedWaiters(runtime));
}

class EndedWaiters {
  readonly #runtime: Runtime;
  readonly #waiting = new Map<string, Set<() => void>>();
  #reading = false;
  #again = false;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    runtime.bell.on('moorage_ended', () => void this.#read(), POLL_MS);
  }

  /** Resolves when the invocation has ended, the time is over, the caller left, or the process is ending. */
  wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (timeoutMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#runtime.ending.removeEventListener('abort', done);
        const set = this.#waiting.get(id);
        set?.delete(done);
        if (set?.size === 0) this.#waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal?.addEventListener('abort', done, { once: true });
      this.#runtime.ending.addEventListener('abort', done, { once: true });
      const set = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, set.add(done));
      // It may have ended before we listened.
      void this.#read();
    });
  }

  async #read(): Promise<void> {
    if (this.#waiting.size === 0) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const ids = [...this.#waiting.keys()];
        const rows = await this.#runtime.sql<{ id: string }[]>`
          select id from invocation where id = any(${ids}::uuid[]) and status <> 'queued'`;
        for (const { id } of rows) for (const done of [...(this.#waiting.get(id) ?? [])]) done();
      } while (this.#again);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'waiting for runs: the database did not answer');
    } finally {
      this.#reading = false;
    }
  }
}
