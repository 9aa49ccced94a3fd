import { createReadStream, openSync, closeSync, copyFileSync, fdatasyncSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Upload } from 'tus-js-client';

/** MB/s of `cp` with a sync and a SHA-256 of the same bytes: the least any durable, verified upload does. */
export async function copySpeed(file: string, sizeBytes: number): Promise<number> {
  const copy = `${file}.copy`;
  const at = performance.now();
  copyFileSync(file, copy);
  const fd = openSync(copy, 'r+');
  fdatasyncSync(fd);
  closeSync(fd);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(copy, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  hash.digest();
  const seconds = (performance.now() - at) / 1000;
  rmSync(copy);
  return sizeBytes / 1e6 / seconds;
}

/** MB/s of the same file through the resumable upload door. */
export async function uploadSpeed(file: string, options: { url: string; key: string; team: string; sizeBytes: number }): Promise<number> {
  const at = performance.now();
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(createReadStream(file), {
      endpoint: `${options.url}/api/uploads`,
      chunkSize: 32 * 1024 * 1024,
      uploadSize: options.sizeBytes,
      retryDelays: [],
      headers: { authorization: `Bearer ${options.key}` },
      metadata: { filename: 'bench.bin', team: options.team },
      onError: reject,
      onSuccess: () => resolve(),
    });
    upload.start();
  });
  return options.sizeBytes / 1e6 / ((performance.now() - at) / 1000);
}
