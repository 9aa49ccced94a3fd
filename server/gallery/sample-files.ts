import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NpmFile } from '../files/fetch-npm-files.ts';
import { recordBlob } from '../files/record-blob.ts';
import type { Runtime } from '../runtime.ts';

/** The bytes of a file of public/gallery. */
export function readSampleFile(file: string): Promise<Uint8Array> {
  return readFile(placeOf(file));
}

/** Brings the files of a sample that comes with this installation into the blob store. @throws STORAGE_FULL */
export function storeSampleFiles(runtime: Runtime, source: { folder: string; files: readonly string[] }): Promise<NpmFile[]> {
  return Promise.all(
    source.files.map(async (name) => {
      const file = await open(placeOf(path.join(source.folder, name)));
      const blob = await runtime.blobs.put(file.createReadStream() as AsyncIterable<Uint8Array>);
      await recordBlob(runtime.db, blob);
      return { name, ...blob };
    }),
  );
}

function placeOf(file: string): string {
  return path.join(/* turbopackIgnore: true */ process.cwd(), 'public/gallery', file);
}
