import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { asAppError } from '../failure.ts';
import type { Runtime } from '../runtime.ts';
import type { AppEnv } from './app-env.ts';
import { leavingOf } from './call-of.ts';

const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 60_000;
/** What a reader may leave unread before its source waits for it … */
const MAX_UNREAD_BYTES = 256 * 1024;
/** … and how long before it is cut. */
const MAX_UNREAD_MS = 10_000;

/** How a stream ends before its source does. */
export interface Reading {
  /** Aborted when the reader has left, or was cut because it did not read. */
  gone: AbortSignal;
  /** Aborted when nobody reads on: gone, the process ends, or access is lost; then its reason is why. */
  over: AbortSignal;
}

export interface TextSource {
  /** Writes until `over` aborts or there is no more. `write` resolves when there is room for more. */
  run(write: (text: string) => Promise<void>, reading: Reading): Promise<void>;
  /** Asked every minute, and whenever a key is revoked: whether the reader may still read. Throwing means no. */
  mayRead(): Promise<unknown>;
  /** A reader who is cut can go on elsewhere: it is not kept while the process ends. */
  resumable?: boolean;
  /** What a reader who is still there is told when `run` throws; without it that is only logged. */
  explain?(error: unknown): string;
}

/** Answers as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), written by the source. */
export async function streamText<E extends AppEnv>(c: Context<E>, runtime: Runtime, source: TextSource): Promise<Response> {
  const { outgoing } = c.env;
  const gone = leavingOf(outgoing);
  const barred = new AbortController();
  const over = AbortSignal.any([gone, barred.signal, source.resumable ? runtime.ending : runtime.closing]);
  outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  outgoing.flushHeaders();
  const write = writerOf(outgoing, { gone, barred: barred.signal, over });
  const heartbeat = setInterval(() => void write(': still here\n\n').catch(() => undefined), HEARTBEAT_MS);
  const recheck = () => void source.mayRead().catch((error: unknown) => isRefusal(error) && barred.abort(error));
  const stopRecheck = runtime.bell.on('moorage_keys', recheck, RECHECK_MS);
  try {
    await source.run(write, { gone, over });
  } catch (error) {
    if (source.explain && !gone.aborted) outgoing.write(source.explain(error));
    else if (!over.aborted) runtime.log.warn({ err: error, requestId: c.env.requestId }, 'event stream ended early');
  } finally {
    clearInterval(heartbeat);
    stopRecheck();
    outgoing.end();
  }
  return RESPONSE_ALREADY_SENT;
}

// A database that is away does not say that access is lost.
function isRefusal(error: unknown): boolean {
  return asAppError(error).code !== 'UNAVAILABLE';
}

function writerOf(outgoing: ServerResponse, { gone, barred, over }: Reading & { barred: AbortSignal }): (text: string) => Promise<void> {
  let draining: Promise<void> | null = null;
  return async (text) => {
    barred.throwIfAborted();
    if (gone.aborted) return;
    outgoing.write(text);
    if (outgoing.writableLength > MAX_UNREAD_BYTES) await (draining ??= drain(outgoing, over).finally(() => (draining = null)));
  };
}

// A source can have much at once and a reader on a slow line is no slow reader: it has time, but not for ever.
async function drain(outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  const cut = setTimeout(() => outgoing.destroy(), MAX_UNREAD_MS);
  await once(outgoing, 'drain', { signal }).catch(() => undefined);
  clearTimeout(cut);
}

export interface Message {
  id: string;
  event: string;
  data: unknown;
}

export interface EventSource {
  /** Sends messages until `signal` aborts (reader gone, process ending, access lost) or there are no more. */
  run(send: (message: Message) => Promise<void>, signal: AbortSignal): Promise<void>;
  mayRead: TextSource['mayRead'];
}

/** Answers as server-sent events that a reader can go on after, with Last-Event-ID. */
export async function streamEvents<E extends AppEnv>(c: Context<E>, runtime: Runtime, source: EventSource): Promise<Response> {
  return streamText(c, runtime, {
    resumable: true,
    mayRead: () => source.mayRead(),
    async run(write, { over }) {
      await write('retry: 1000\n\n');
      await source.run(({ id, event, data }) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`), over);
    },
  });
}

/** The number a reader wants to go on after: Last-Event-ID of a reconnecting reader, else `?after=`, else 0. */
export function resumeAfter<E extends AppEnv>(c: Context<E>): number {
  const text = c.req.header('last-event-id') ?? c.req.query('after') ?? '0';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
