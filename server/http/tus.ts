import type { IncomingMessage, ServerResponse } from 'node:http';
import { createContext } from '../access/create-context.ts';
import type { Ctx } from '../context.ts';
import { AppError, isAppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { getRuntime, type Runtime } from '../runtime.ts';
import { answerTus, uploadErrorBody } from './tus-server.ts';

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
    if (req.method === 'OPTIONS') return await answerTus(ctx, req, res);
    if (!ctx.actor) throw new AppError('UNAUTHORIZED', 'Sign in, or send an API key as "Authorization: Bearer mk_…".');
    if (!authorization) assertSameOrigin(runtime, req);
  } catch (error) {
    return refuse(runtime, res, error);
  }
  await answerTus(ctx, req, res);
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
  res.end(uploadErrorBody(known, requestId));
}
