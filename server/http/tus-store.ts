import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/utils';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { appendUpload } from '../uploads/append-upload.ts';
import { createUpload } from '../uploads/create-upload.ts';
import { deleteUpload } from '../uploads/delete-upload.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { UPLOAD_TTL_MS } from '../uploads/schema.ts';

/**
 * The verbs of uploads in the form @tus/server asks for them, for one request of one actor: every call passes its gate.
 * Bytes come from `body`, not from the stream the library hands over.
 */
export class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  readonly #ctx: Ctx;
  readonly #body: () => AsyncIterable<Uint8Array>;

  constructor(ctx: Ctx, body: () => AsyncIterable<Uint8Array>) {
    super();
    this.#ctx = ctx;
    this.#body = body;
  }

  override async create(upload: Upload): Promise<Upload> {
    const { metadata } = upload;
    const team = metadata?.team ?? (this.#ctx.actor?.kind === 'key' ? this.#ctx.actor.team : null);
    if (!team) throw new AppError('INVALID_INPUT', 'The upload names no team.', { suggestions: ['Send "team" in Upload-Metadata.'] });
    const relativePath = metadata?.relativePath;
    const fileName = relativePath && relativePath !== 'null' ? relativePath : (metadata?.filename ?? metadata?.name ?? '');
    const created = await createUpload(this.#ctx, { team, fileName, sizeBytes: upload.size ?? Number.NaN, id: upload.id });
    upload.creation_date = created.createdAt.toISOString();
    if (upload.size === 0) await getUpload(this.#ctx, { upload: upload.id });
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const view = await getUpload(this.#ctx, { upload: id });
    return new Upload({
      id,
      size: view.sizeBytes,
      offset: view.offsetBytes,
      metadata: { filename: view.fileName },
      creation_date: view.createdAt.toISOString(),
    });
  }

  override write(_stream: Readable, id: string, offsetBytes: number): Promise<number> {
    return appendUpload(this.#ctx, { upload: id, offsetBytes, source: this.#body() });
  }

  override async remove(id: string): Promise<void> {
    await deleteUpload(this.#ctx, { upload: id });
  }

  override getExpiration(): number {
    return UPLOAD_TTL_MS;
  }
}
