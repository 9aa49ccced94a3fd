import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { newUuid, toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { createApp } from './app.ts';
import { Connections } from './connections.ts';
import { doorOf } from './door.ts';
import { applyPagePolicy } from './page-policy.ts';
import { writeError } from './respond-error.ts';
import { handleTus } from './tus.ts';

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export interface WebServer {
  server: Server;
  /** Takes no more connections and waits for requests under way, at most `graceMs`; then cuts what is left. */
  drain(graceMs: number): Promise<void>;
}

const API_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
} as const;

/** The listening server: our own doors in front, `next` for everything else. */
export function createWebServer(runtime: Runtime, next: NodeHandler): WebServer {
  const app = createApp(runtime);
  const listener = getRequestListener(
    (request, { incoming, outgoing }) => app.fetch(request, { incoming, outgoing, requestId: outgoing.getHeader('X-Request-Id') }),
    { overrideGlobalObjects: false },
  );
  const doors: Record<ReturnType<typeof doorOf>, NodeHandler> = {
    next: (req, res) => {
      // Said by us, whatever the caller sent under these names.
      req.headers['x-moorage-address'] = req.socket.remoteAddress ?? '';
      req.headers['x-moorage-path'] = req.url ?? '/';
      applyPagePolicy(req, res, runtime.env.nodeEnv === 'development');
      return next(req, res);
    },
    uploads: guard(runtime, handleTus),
    api: guard(runtime, listener),
  };
  const server = createServer((req, res) => {
    connections.add(res);
    void doors[doorOf(req.url ?? '/')](req, res);
  });
  const connections = new Connections(server);
  // A large file over a slow line takes as long as it takes: bodies are bounded by their own idle time-outs.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  return { server, drain: (graceMs) => connections.drain(graceMs) };
}

function guard(runtime: Runtime, handle: NodeHandler): NodeHandler {
  return async (req, res) => {
    const requestId = toId('req', newUuid());
    for (const [name, value] of Object.entries(API_HEADERS)) res.setHeader(name, value);
    res.setHeader('X-Request-Id', requestId);
    try {
      await handle(req, res);
    } catch (error) {
      writeError(runtime, res, { thrown: error, requestId });
    }
  };
}
