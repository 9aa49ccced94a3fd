import type { IncomingMessage, ServerResponse } from 'node:http';
import { Server } from '@tus/server';
import type { CancellationContext } from '@tus/utils';
import type { Ctx } from '../context.ts';
import { AppError, isAppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { bodyUntil } from './tus-body.ts';
import { TusStore } from './tus-store.ts';
import { UploadLocker } from './upload-locker.ts';

const UPLOADS_PATH = '/api/uploads';

/** How long a request that has been asked to give way may go on writing what it has received. */
const GIVE_WAY_MS = 100;

/** Answers one tus request of one actor; locks and running hashes are the process's. */
export function answerTus(ctx: Ctx, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { runtime } = ctx;
  const server: OneRequestServer = new OneRequestServer({
    path: UPLOADS_PATH,
    datastore: new TusStore(ctx, () => bodyUntil(incoming, server.stop)),
    locker: runtime.once('upload-locker', () => new UploadLocker()),
    lockDrainTimeout: GIVE_WAY_MS,
    relativeLocation: true,
    allowedOrigins: () => false,
    namingFunction: () => toId('up', newUuid()),
    // Before the lock: who may not touch an upload must not be able to interrupt it either.
    onIncomingRequest: async (request, id) => {
      if (request.method !== 'POST') await getUpload(ctx, { upload: id });
      hideBody(request);
    },
    onResponseError: (_request, error) => {
      if (isAppError(error)) return { status_code: error.status, body: uploadErrorBody(error, ctx.requestId) };
      if ('status_code' in error) return undefined;
      runtime.log.error({ err: error, requestId: ctx.requestId }, 'upload failed');
      return { status_code: 500, body: uploadErrorBody(new AppError('INTERNAL', 'Something went wrong on our side.'), ctx.requestId) };
    },
  });
  return server.handle(incoming, outgoing);
}

/** @tus/server that says when its request has to stop: another one wants the upload, or the sender has gone. */
class OneRequestServer extends Server {
  #stop = new AbortController().signal;

  get stop(): AbortSignal {
    return this.#stop;
  }

  protected override createContext(): CancellationContext {
    const context = super.createContext();
    this.#stop = context.signal;
    return context;
  }
}

/**
 * The library would make a web stream of the body, a node stream of that, and pipe it twice, at half the speed. It is
 * shown none; the store reads the request itself.
 */
function hideBody(request: Request): void {
  Object.defineProperty(request, 'body', { value: null });
}

/** The error body every door answers, as text. */
export function uploadErrorBody(error: AppError, requestId: string): string {
  return JSON.stringify({ error: { ...error.toBody(), requestId } });
}
