import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { AppError } from '../errors.ts';
import { asStorageError } from '../storage/write-durably.ts';
import { askHub, PAST_THE_END, reasonOf, unavailable, type HubFile, type HubRepository } from './hub-api.ts';

const SILENCE_MS = 60_000;

interface Download {
  /** Where it goes; what is there already is its beginning. */
  target: string;
  signal: AbortSignal;
  /** Hears how many bytes are there. */
  onBytes(bytes: number): void;
}

/**
 * Downloads a file into `target`, going on after what is there already, and checks it against the hash the Hub promises.
 * What turns out wrong does not stay. Returns its SHA-256.
 * @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE, STORAGE_FULL, INVALID_MODEL for a file that is not what is promised
 */
export async function downloadHubFile(of: HubRepository, file: HubFile, how: Download): Promise<string> {
  const { target } = how;
  const there = await sizeOf(target);
  try {
    if (there !== file.sizeBytes || there === 0) await bring(of, file, { ...how, there: there < file.sizeBytes ? there : 0 });
    if ((await sizeOf(target)) !== file.sizeBytes) throw unavailable(of, 'the connection ended early', halfway(file));
    return await checkHash(of, file, target);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID_MODEL') await rm(target, { force: true });
    throw error;
  }
}

async function bring(of: HubRepository, file: HubFile, how: Download & { there: number }): Promise<void> {
  const { there, target } = how;
  const url = `${of.hub}/${of.repository}/resolve/${of.revision}/${file.name.split('/').map(encodeURIComponent).join('/')}`;
  const silence = new AbortController();
  const quiet = setTimeout(() => silence.abort(new Error('it fell silent')), SILENCE_MS);
  const signal = AbortSignal.any([how.signal, silence.signal]);
  try {
    const answer = await askHub(of, url, { signal, ...(there > 0 ? { headers: { range: `bytes=${there}-` } } : {}) });
    if (answer.status === PAST_THE_END) throw wrong(of, file, `It is shorter than the ${file.sizeBytes} bytes it is listed with.`);
    const goesOn = answer.headers.get('content-range')?.startsWith(`bytes ${there}-`) === true;
    if (answer.status === 206 && !goesOn) throw wrong(of, file, 'The Hub sends another part of it than was asked for.');
    // A server that knows no ranges sends all of it again.
    const from = answer.status === 206 ? there : 0;
    let bytes = from;
    const counted = new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        quiet.refresh();
        bytes += chunk.byteLength;
        if (bytes > file.sizeBytes) return done(wrong(of, file, `More comes than the ${file.sizeBytes} bytes it is listed with.`));
        how.onBytes(bytes);
        done(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb((answer.body ?? new Blob([]).stream()) as WebReadableStream),
      counted,
      createWriteStream(target, { flags: from > 0 ? 'a' : 'w' }),
      { signal },
    );
  } catch (error) {
    how.signal.throwIfAborted();
    const known = asStorageError(error);
    throw known instanceof AppError ? known : unavailable(of, reasonOf(silence.signal.reason ?? error), halfway(file));
  } finally {
    clearTimeout(quiet);
  }
}

async function checkHash(of: HubRepository, file: HubFile, target: string): Promise<string> {
  const sha256 = createHash('sha256');
  const sha1 = createHash('sha1').update(`blob ${file.sizeBytes}\0`);
  for await (const chunk of createReadStream(target, { highWaterMark: 1024 ** 2 })) {
    sha256.update(chunk as Buffer);
    if (file.gitSha1) sha1.update(chunk as Buffer);
  }
  const own = sha256.digest('hex');
  if ((file.sha256 && own !== file.sha256) || (file.gitSha1 && sha1.digest('hex') !== file.gitSha1)) {
    throw wrong(of, file, 'Its hash differs: it was changed or damaged on the way.');
  }
  return own;
}

function halfway({ name }: HubFile): string {
  return `${name} did not come whole from the Hugging Face Hub.`;
}

function wrong(of: HubRepository, file: HubFile, cause: string): AppError {
  return new AppError('INVALID_MODEL', `${file.name} is not what ${of.repository} promises it to be.`, {
    cause,
    suggestions: ['Retry the deployment: the file is brought again.', 'If it stays, download the folder elsewhere and drop it here.'],
  });
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
