import { z } from 'zod';
import { AppError } from '../errors.ts';
import { bundlePathSchema } from '../uploads/schema.ts';
import { whyNotFollow } from './why-not-follow.ts';

/** A repository at one commit, on a Hub, and what it is shown. */
export interface HubRepository {
  hub: string;
  repository: string;
  revision: string;
  token: string | null;
}

export interface HubFile {
  /** A plain path below the repository. */
  name: string;
  sizeBytes: number;
  /** Of files in Git LFS; of others the SHA-1 of Git's blob. */
  sha256: string | null;
  gitSha1: string | null;
}

const sizeSchema = z.number().int().nonnegative();
const listingSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{6,64}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: sizeSchema.optional(),
      blobId: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .optional(),
      lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: sizeSchema }).nullish(),
    }),
  ),
});

const ANSWER_MS = 30_000;
const MOST_REDIRECTS = 5;
/** To a range that begins where the file has ended. */
export const PAST_THE_END = 416;
/** Of a list of files: about 100,000 of them. */
const MOST_LIST_BYTES = 32 * 1024 ** 2;

/**
 * What a repository holds at a revision, and the commit that is. What has no plain path, or no length, is left out: it is
 * nothing a version can keep. Source: https://huggingface.co/docs/hub/api.
 * @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE, UNSUPPORTED_MODEL for a list without end
 */
export async function listHubFiles(of: HubRepository, signal: AbortSignal): Promise<{ commit: string; files: HubFile[] }> {
  const { hub, repository, revision } = of;
  const answer = await askHub(of, `${hub}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  });
  const listing = listingSchema.safeParse(await readJson(of, answer));
  if (!listing.success) throw unavailable(of, 'its answer is not a list of files');
  const files = listing.data.siblings.flatMap(({ rfilename, size, lfs, blobId }): HubFile[] => {
    const sizeBytes = lfs?.size ?? size;
    if (sizeBytes === undefined || !bundlePathSchema.safeParse(rfilename).success) return [];
    return [{ name: rfilename, sizeBytes, sha256: lfs?.sha256 ?? null, gitSha1: lfs ? null : (blobId ?? null) }];
  });
  return { commit: listing.data.sha, files };
}

async function readJson(of: HubRepository, answer: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > MOST_LIST_BYTES) throw endless(of);
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unavailable(of, error instanceof SyntaxError ? 'its answer is not a list of files' : reasonOf(error));
  }
}

/** Asks a Hub and follows redirects by hand: the token is for the Hub alone, and a public Hub leads to public addresses alone. Its answer is ok, or PAST_THE_END. @throws as listHubFiles */
export async function askHub(of: HubRepository, address: string, init: { signal: AbortSignal; headers?: Record<string, string> }): Promise<Response> {
  const hub = new URL(of.hub);
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const own = url.origin === hub.origin;
    // Lengths and ranges are of the bytes themselves: nothing is to be packed on its way.
    const headers = {
      'user-agent': 'moorage',
      'accept-encoding': 'identity',
      ...init.headers,
      ...(own && of.token ? { authorization: `Bearer ${of.token}` } : {}),
    };
    let answer: Response;
    try {
      answer = await fetch(url, { redirect: 'manual', signal: init.signal, headers });
    } catch (error) {
      throw unavailable(of, reasonOf(error));
    }
    const next = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && next) {
      await answer.body?.cancel();
      url = new URL(next, url);
      const why = await whyNotFollow(hub, url);
      if (why !== null) throw unavailable(of, why);
      continue;
    }
    if (answer.ok || answer.status === PAST_THE_END) return answer;
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
      cause: 'The Hub knows no such repository or revision, or does not show it to this team.',
      suggestions: ['Check its name and revision; for one that is private put a read token into the team’s settings.'],
    });
  return unavailable(of, status === 429 ? 'it takes no more requests for a while (429)' : `it answers ${status}`);
}

function endless({ repository }: HubRepository): AppError {
  return new AppError('UNSUPPORTED_MODEL', `${repository} holds more files than can be looked through.`, {
    cause: `The list alone is longer than ${MOST_LIST_BYTES / 1024 ** 2} MB.`,
    suggestions: ['Download the files the model needs and drop them here.'],
  });
}

/** The Hub gives nothing, or not what it should: worth trying again. */
export function unavailable({ hub }: HubRepository, why: string, what = 'The Hugging Face Hub cannot be reached.'): AppError {
  return new AppError('UNAVAILABLE', what, {
    cause: `${new URL(hub).host}: ${why}.`,
    suggestions: ['Retry the deployment: it goes on where it stopped.', 'Without a way out to the Hub, download the folder elsewhere and drop it here.'],
    retryAfterSeconds: 30,
  });
}

/** What a failed request says of itself. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
