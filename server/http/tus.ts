import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@tus/server';
import { createContext } from '../access/create-context.ts';
import type { Ctx } from '../context.ts';
import { AppError, isAppError, type ErrorBody } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { getRuntime, type Runtime } from '../runtime.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { TusStore } from './tus-store.ts';
import { UploadLocker } from './upload-locker.ts';

export const UPLOADS_PATH = '/api/uploads';

/** How long a request that has been asked to give way may go on writing what it has received. */
const GIVE_WAY_MS = 100;

/**
 * Resumable uploads (tus 1.0) at /api/uploads, by session cookie or API key. Upload-Metadata: filename, relativePath
 * (where the file lies in its folder) and team (name; a key's own when left out). Errors carry our JSON error body.
 */
export async function handleTus(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const runtime = getRuntime();
  let ctx: Ctx;
  try {
    const authorization = req.headers.authorization ?? null;
    ctx = await createContext(runtime, {
      authorization,
      cookie: req.headers.cookie ?? null,
      address: req.socket.remoteAddress ?? null,
      source: authorization ? 'rest' : 'app',
      signal: runtime.ending,
      allow: authorization ? 'key' : 'session',
    });
    if (req.method === 'OPTIONS') return await createServer(runtime, ctx).handle(req, res);
    if (!ctx.actor) throw new AppError('UNAUTHORIZED', 'Sign in, or send an API key as "Authorization: Bearer mk_…".');
    if (!authorization) assertSameOrigin(runtime, req);
  } catch (error) {
    return refuse(runtime, res, error);
  }
  await createServer(runtime, ctx).handle(req, res);
}

function createServer(runtime: Runtime, ctx: Ctx): Server {
  return new Server({
    path: UPLOADS_PATH,
    datastore: new TusStore(ctx),
    locker: runtime.once('upload-locker', () => new UploadLocker()),
    lockDrainTimeout: GIVE_WAY_MS,
    relativeLocation: true,
    allowedOrigins: () => false,
    namingFunction: () => toId('up', newUuid()),
    // Before the lock: who may not touch an upload must not be able to interrupt it either.
    onIncomingRequest: async (request, id) => {
      if (request.method !== 'POST') await getUpload(ctx, { upload: id });
    },
    onResponseError: (_request, error) => {
      if (isAppError(error)) return { status_code: error.status, body: JSON.stringify({ error: bodyOf(error, ctx.requestId) }) };
      if ('status_code' in error) return undefined;
      runtime.log.error({ err: error, requestId: ctx.requestId }, 'upload failed');
      return { status_code: 500, body: JSON.stringify({ error: bodyOf(new AppError('INTERNAL', 'Something went wrong on our side.'), ctx.requestId) }) };
    },
  });
}

/** A page of another site must not be able to write with the person's cookie. */
function assertSameOrigin(runtime: Runtime, req: IncomingMessage): void {
  if (req.method === 'GET' || req.method === 'HEAD') return;
  const { origin } = req.headers;
  const hosts = [new URL(runtime.env.publicUrl).host, req.headers.host];
  if (origin && URL.canParse(origin) && hosts.includes(new URL(origin).host)) return;
  throw new AppError('FORBIDDEN', 'This request did not come from a page of this server.', { cause: `Its Origin is ${origin ?? 'missing'}.` });
}

function refuse(runtime: Runtime, res: ServerResponse, error: unknown): void {
  const requestId = toId('req', newUuid());
  if (!isAppError(error)) runtime.log.error({ err: error, requestId }, 'upload refused');
  const known = isAppError(error) ? error : new AppError('INTERNAL', 'Something went wrong on our side.');
  res.writeHead(known.status, { 'Content-Type': 'application/json', 'Tus-Resumable': '1.0.0' });
  res.end(JSON.stringify({ error: bodyOf(known, requestId) }));
}

function bodyOf(error: AppError, requestId: string): ErrorBody & { requestId: string } {
  return { ...error.toBody(), requestId };
}
