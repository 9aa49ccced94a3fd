import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import ssri from 'ssri';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { formatBytes } from '../format-bytes.ts';

const packumentSchema = z.object({
  versions: z.record(z.string(), z.object({ dist: z.object({ tarball: z.string(), integrity: z.string().optional(), shasum: z.string().optional() }) })),
});

const MAX_TARBALL_BYTES = 4 * 1024 ** 3;
const ANSWER_MS = 30_000;
const DOWNLOAD_MS = 30 * 60_000;

/** Where a package's files lie, and the hash the registry promises for them. */
export interface Tarball {
  url: string;
  integrity: string;
}

/** The registry configured for this installation, or what npm itself uses here. Ends with a slash. */
export function findRegistry(runtime: Runtime): Promise<string> {
  return runtime.once('npm-registry', async () => {
    const configured = runtime.env.npmRegistry ?? (await promisify(execFile)('npm', ['config', 'get', 'registry'], { timeout: ANSWER_MS })).stdout.trim();
    return configured.endsWith('/') ? configured : `${configured}/`;
  });
}

/** Asks the registry for one version of a package. @throws NOT_FOUND, UNAVAILABLE */
export async function findTarball(registry: string, source: { package: string; version: string }, signal?: AbortSignal): Promise<Tarball> {
  const answer = await request(`${registry}${source.package.replace('/', '%2f')}`, signal, ANSWER_MS);
  if (answer.status === 404)
    throw new AppError('NOT_FOUND', `The npm registry has no package "${source.package}".`, { suggestions: ['Check the name of the package.'] });
  const packument = packumentSchema.parse(await answer.json());
  const dist = packument.versions[source.version]?.dist;
  if (!dist) {
    const known = Object.keys(packument.versions).slice(-3).join(', ');
    throw new AppError('NOT_FOUND', `"${source.package}" has no version ${source.version}.`, {
      cause: `Its last versions are ${known}.`,
      suggestions: ['Name one of its versions exactly.'],
    });
  }
  const integrity = dist.integrity ?? (dist.shasum ? ssri.fromHex(dist.shasum, 'sha1').toString() : null);
  if (!integrity)
    throw new AppError('INVALID_INPUT', `The registry promises no hash for ${source.package}@${source.version}.`, {
      suggestions: ['Download the file yourself and upload it.'],
    });
  return { url: tarballUrl(registry, source.package, dist.tarball), integrity };
}

/** Mirrors often name the original's host: the file is asked for where the registry is. */
function tarballUrl(registry: string, name: string, tarball: string): string {
  const url = new URL(tarball, registry);
  return url.origin === new URL(registry).origin ? url.href : `${registry}${name}/-/${url.pathname.split('/').at(-1)}`;
}

/** Downloads a tarball into a file and checks its hash. @throws UNAVAILABLE, PAYLOAD_TOO_LARGE, INVALID_MODEL for a wrong hash */
export async function downloadTarball(tarball: Tarball, file: string, signal?: AbortSignal): Promise<void> {
  const answer = await request(tarball.url, signal, DOWNLOAD_MS);
  if (!answer.ok || !answer.body) throw unavailable(`it answered ${answer.status}`);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      done(bytes > MAX_TARBALL_BYTES ? new AppError('PAYLOAD_TOO_LARGE', `The package is larger than ${formatBytes(MAX_TARBALL_BYTES)}.`) : null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.fromWeb(answer.body as WebReadableStream),
      counted,
      ssri.integrityStream({ integrity: tarball.integrity }),
      createWriteStream(file),
    );
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'EINTEGRITY') {
      throw new AppError('INVALID_MODEL', 'The downloaded package is not what the registry promised.', {
        cause: `Its hash is not ${tarball.integrity}.`,
        suggestions: ['Try again. If it stays, the registry or a proxy in between changes files.'],
      });
    }
    throw error instanceof TypeError ? unavailable(error.message) : error;
  }
}

async function request(url: string, signal: AbortSignal | undefined, timeoutMs: number): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      headers: { accept: 'application/vnd.npm.install-v1+json, application/json;q=0.9, */*;q=0.8' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (answer.status >= 500 || answer.status === 401 || answer.status === 403 || answer.status === 429) throw unavailable(`it answered ${answer.status}`);
    return answer;
  } catch (error) {
    if (error instanceof AppError) throw error;
    signal?.throwIfAborted();
    throw unavailable(error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error));
  }
}

function unavailable(cause: string): AppError {
  return new AppError('UNAVAILABLE', 'The npm registry does not give this file.', {
    cause: `Asked for the package, ${cause}.`,
    suggestions: ['Try again, or download the file yourself and drop it here.', 'An admin can set another registry with npm_config_registry.'],
  });
}
