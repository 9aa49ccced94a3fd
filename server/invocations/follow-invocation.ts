import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import type { StoredEvent } from '../events/schema.ts';
import { invocationUuid } from './create-invocation.ts';
import { getInvocation } from './get-invocation.ts';
import { endedWaiters } from './ended-waiters.ts';

const TICK_MS = 300;

/**
 * What happens to an invocation: its stored events after `afterSeq`, its status whenever that changes (`status`, not
 * stored: seq is the last stored one's), and `done` at the end, after which it returns.
 */
export async function* followInvocation(ctx: Ctx, input: { team: string; id: string; afterSeq: number; signal: AbortSignal }): AsyncGenerator<StoredEvent> {
  await requireRole(ctx, input.team, 'follow-invocation');
  const subject = invocationUuid(input.id);
  const queue: StoredEvent[] = [];
  let wake: () => void = () => undefined;
  let seq = input.afterSeq;
  const stop = new AbortController();
  const signal = AbortSignal.any([input.signal, stop.signal]);
  const reading = (async () => {
    for await (const events of ctx.runtime.events.follow(subject, input.afterSeq, signal)) {
      for (const event of events) queue.push(event);
      wake();
    }
  })();
  let last = '';
  let look: Promise<unknown> | null = null;
  try {
    while (!input.signal.aborted) {
      // While a text is written its pieces come faster than anybody needs to hear of the status.
      if (!look) {
        const view = await getInvocation(ctx, input);
        const status = { status: view.status, queuePosition: view.queuePosition, etaMs: view.etaMs };
        const events = queue.splice(0);
        // Of a run that has ended everything is stored: nobody is to wait for it to be handed out.
        if (view.endedAt) events.push(...(await ctx.runtime.events.stored(subject, events.at(-1)?.seq ?? seq)));
        for (const event of events) yield { ...event, seq: (seq = event.seq) };
        if (JSON.stringify(status) !== last) yield { seq, kind: 'status', data: status, createdAt: new Date() };
        last = JSON.stringify(status);
        if (view.endedAt) {
          yield { seq, kind: 'done', data: { status: view.status }, createdAt: view.endedAt };
          return;
        }
        look = endedWaiters(ctx.runtime)
          .wait(subject, { timeoutMs: TICK_MS, toTheEnd: true, look: false, signal })
          .then(() => (look = null));
      }
      const heard = new Promise<void>((resolve) => (wake = resolve));
      if (queue.length === 0) await Promise.race([heard, look]);
      for (const event of queue.splice(0)) yield { ...event, seq: (seq = event.seq) };
    }
  } finally {
    stop.abort();
    await reading;
  }
}
