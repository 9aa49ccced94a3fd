import { AppError } from '../errors.ts';
import type { BlobStore } from './blob-store.ts';

/** Reads a version's stored file and compares it with its name. @throws INVALID_MODEL when it changed on the disk, NOT_FOUND when it is gone */
export async function assertWhole(blobs: BlobStore, file: { name: string; sha256: string }): Promise<void> {
  if (await blobs.verify(file.sha256)) return;
  throw new AppError('INVALID_MODEL', `${file.name} does not match its SHA-256 any more.`, {
    cause: 'Its bytes changed on the disk after the upload.',
    suggestions: ['Upload the file again.'],
  });
}
