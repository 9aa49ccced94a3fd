import { Server } from '@tus/server';
import type { Ctx } from '../context.ts';
import { AppError, isAppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { TusStore } from './tus-store.ts';
import { UploadLocker } from './upload-locker.ts';

const UPLOADS_PATH = '/api/uploads';

/** How long a request that has been asked to give way may go on writing what it has received. */
const GIVE_WAY_MS = 100;

/** @tus/server for one request of one actor; locks and running hashes are the process's. */
export function createTusServer(ctx: Ctx): Server {
  const { runtime } = ctx;
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
      if (isAppError(error)) return { status_code: error.status, body: uploadErrorBody(error, ctx.requestId) };
      if ('status_code' in error) return undefined;
      runtime.log.error({ err: error, requestId: ctx.requestId }, 'upload failed');
      return { status_code: 500, body: uploadErrorBody(new AppError('INTERNAL', 'Something went wrong on our side.'), ctx.requestId) };
    },
  });
}

/** The error body every door answers, as text. */
export function uploadErrorBody(error: AppError, requestId: string): string {
  return JSON.stringify({ error: { ...error.toBody(), requestId } });
}
