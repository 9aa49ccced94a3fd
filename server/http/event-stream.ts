import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { Runtime } from '../runtime.ts';
import type { AppEnv } from './app-env.ts';

const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 60_000;
/** What a slow reader may leave unread before it is waited for. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** How long it may take over that before it is cut; it resumes with Last-Event-ID. */
const STALLED_MS = 10_000;

export interface Message {
  id: string;
  event: string;
  data: unknown;
}

export interface EventSource {
  /** Sends messages, each when the one before it is on its way, until `signal` aborts (reader gone, process ending, access lost) or there are no more. */
  run(send: (message: Message) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Asked every minute: whether the reader may still read. Throwing means no. */
  mayRead(): Promise<unknown>;
}

/** Answers as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export async function streamEvents<E extends AppEnv>(c: Context<E>, runtime: Runtime, source: EventSource): Promise<Response> {
  const { outgoing } = c.env;
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, runtime.ending]);
  outgoing.once('close', () => gone.abort());
  outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' });
  const write = async (text: string) => {
    if (signal.aborted) return;
    outgoing.write(text);
    if (outgoing.writableLength > MAX_UNREAD_BYTES) await untilTaken(outgoing, signal);
  };
  void write('retry: 1000\n\n');
  const heartbeat = setInterval(() => void write(': still here\n\n'), HEARTBEAT_MS);
  const recheck = setInterval(() => void source.mayRead().catch(() => gone.abort()), RECHECK_MS);
  try {
    await source.run(({ id, event, data }) => write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`), signal);
  } catch (error) {
    if (!signal.aborted) runtime.log.warn({ err: error, requestId: c.env.requestId }, 'event stream ended early');
  } finally {
    clearInterval(heartbeat);
    clearInterval(recheck);
    outgoing.end();
  }
  return RESPONSE_ALREADY_SENT;
}

/** Until the reader took what is unread, or is gone: by itself, or cut because it took too long. */
function untilTaken(outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      outgoing.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(() => outgoing.destroy(), STALLED_MS);
    outgoing.on('drain', done);
    signal.addEventListener('abort', done);
  });
}

/** The number a reader wants to go on after: Last-Event-ID of a reconnecting reader, else `?after=`, else 0. */
export function resumeAfter<E extends AppEnv>(c: Context<E>): number {
  const text = c.req.header('last-event-id') ?? c.req.query('after') ?? '0';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
