import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** A repository at one commit, on a Hub, and what it is shown. */
export interface HubRepository {
  hub: string;
  repository: string;
  revision: string;
  token: string | null;
}

export interface HubFile {
  name: string;
  sizeBytes: number;
  /** Of files in Git LFS; of others the SHA-1 of Git's blob. */
  sha256: string | null;
  gitSha1: string | null;
}

const listingSchema = z.object({
  sha: z.string(),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().optional(),
      blobId: z.string().optional(),
      lfs: z.object({ sha256: z.string(), size: z.number().int() }).nullish(),
    }),
  ),
});

const ANSWER_MS = 30_000;
const SILENCE_MS = 60_000;
const MOST_REDIRECTS = 5;

/** What a repository holds at a revision, and the commit that is. Source: https://huggingface.co/docs/hub/api. @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE */
export async function listHubFiles(of: HubRepository, signal: AbortSignal): Promise<{ commit: string; files: HubFile[] }> {
  const { hub, repository, revision } = of;
  const answer = await ask(of, `${hub}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  });
  const listing = listingSchema.safeParse(await answer.json().catch(() => null));
  if (!listing.success) throw unavailable(of, 'its answer is not a list of files');
  const files = listing.data.siblings.map(({ rfilename, size, lfs, blobId }): HubFile => ({
    name: rfilename,
    sizeBytes: lfs?.size ?? size ?? 0,
    sha256: lfs?.sha256 ?? null,
    gitSha1: lfs ? null : (blobId ?? null),
  }));
  return { commit: listing.data.sha, files };
}

/**
 * Downloads a file into `target`, going on after what is there already, and checks it against the hash the Hub promises.
 * `onBytes` hears how many bytes are there. @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE, INVALID_MODEL for a wrong hash
 */
export async function downloadHubFile(
  of: HubRepository,
  file: HubFile,
  how: { target: string; signal: AbortSignal; onBytes(bytes: number): void },
): Promise<void> {
  const { target, onBytes } = how;
  const url = `${of.hub}/${of.repository}/resolve/${of.revision}/${file.name.split('/').map(encodeURIComponent).join('/')}`;
  let there = await sizeOf(target);
  if (there > file.sizeBytes) there = 0;
  if (there < file.sizeBytes || file.sizeBytes === 0) {
    const silence = new AbortController();
    const quiet = () => setTimeout(() => silence.abort(new Error('it fell silent')), SILENCE_MS);
    let timer = quiet();
    const signal = AbortSignal.any([how.signal, silence.signal]);
    try {
      const answer = await ask(of, url, { signal, ...(there > 0 ? { headers: { range: `bytes=${there}-` } } : {}) });
      // A server that knows no ranges sends all of it again.
      const from = answer.status === 206 ? there : 0;
      let bytes = from;
      const counted = new Transform({
        transform(chunk: Uint8Array, _encoding, done) {
          clearTimeout(timer);
          timer = quiet();
          bytes += chunk.byteLength;
          onBytes(bytes);
          done(bytes > file.sizeBytes ? new Error('it sends more than it promised') : null, chunk);
        },
      });
      await pipeline(Readable.fromWeb(answer.body as WebReadableStream), counted, createWriteStream(target, { flags: from > 0 ? 'a' : 'w' }), { signal });
    } catch (error) {
      how.signal.throwIfAborted();
      throw error instanceof AppError ? error : unavailable(of, error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(timer);
    }
  }
  if ((await sizeOf(target)) !== file.sizeBytes) throw unavailable(of, `${file.name} ended early`);
  await checkHash(of, file, target);
}

async function checkHash(of: HubRepository, file: HubFile, target: string): Promise<void> {
  const promised = file.sha256 ?? file.gitSha1;
  if (promised === null) return;
  const hash = file.sha256 ? createHash('sha256') : createHash('sha1').update(`blob ${file.sizeBytes}\0`);
  if (file.sizeBytes < 16 * 1024 ** 2) hash.update(await readFile(target));
  else for await (const chunk of createReadStream(target)) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== promised) {
    throw new AppError('INVALID_MODEL', `${file.name} is not what ${of.repository} promises it to be.`, {
      cause: 'Its hash differs: it was changed or damaged on the way.',
      suggestions: ['Retry the deployment: the file is brought again.'],
    });
  }
}

/** Follows redirects by hand: the token is for the Hub alone, not for where it keeps its files. */
async function ask(of: HubRepository, address: string, init: { signal: AbortSignal; headers?: Record<string, string> }): Promise<Response> {
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const own = url.origin === new URL(of.hub).origin;
    const headers = { 'user-agent': 'moorage', ...init.headers, ...(own && of.token ? { authorization: `Bearer ${of.token}` } : {}) };
    let answer: Response;
    try {
      answer = await fetch(url, { redirect: 'manual', signal: init.signal, headers });
    } catch (error) {
      throw unavailable(of, error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error));
    }
    const next = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && next) {
      await answer.body?.cancel();
      url = new URL(next, url);
      if (url.protocol !== 'https:' && new URL(of.hub).protocol === 'https:') throw unavailable(of, 'it points to an address that is not https');
      continue;
    }
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw refused(of, answer.status);
  }
  throw unavailable(of, 'it redirects in circles');
}

function refused(of: HubRepository, status: number): AppError {
  const name = `${of.repository}${of.revision === 'main' ? '' : `@${of.revision}`}`;
  if (status === 401 || status === 403) {
    return new AppError('FORBIDDEN', `The Hub does not give ${name} to this team.`, {
      cause: of.token
        ? 'The token it was shown is not accepted, or its owner has not agreed to the model’s terms.'
        : 'It is private or gated, or there is no such repository.',
      suggestions: ['Check the name, agree to its terms on the Hub, and put a read token into the team’s settings.'],
    });
  }
  if (status === 404)
    return new AppError('NOT_FOUND', `There is no ${name} on the Hub.`, {
      suggestions: ['Check its name and revision; for one that is private put a read token into the team’s settings.'],
    });
  return unavailable(of, `it answers ${status}`);
}

function unavailable({ hub }: HubRepository, why: string): AppError {
  return new AppError('UNAVAILABLE', 'The Hugging Face Hub cannot be reached.', {
    cause: `${new URL(hub).host}: ${why}.`,
    suggestions: ['Retry the deployment: it goes on where it stopped.', 'Without a way out to the Hub, download the folder elsewhere and drop it here.'],
    retryAfterSeconds: 30,
  });
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
