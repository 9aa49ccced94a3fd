import { lookup } from 'node:dns/promises';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AppError } from '../errors.ts';
import { isPublicAddress } from '../files/public-address.ts';
import { formatBytes } from '../format-bytes.ts';

export interface FetchOptions {
  /** The input it is for: named in errors. */
  field: string;
  maxBytes: number;
  /** Hosts of one's own network that may be asked in spite of their address. */
  env: { fetchHosts: readonly string[] };
  signal?: AbortSignal;
}

const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 3;

/**
 * Fetches a file a caller named by address. Only public addresses are asked (what the name resolves to is checked, and
 * that very address is connected to, on every redirect), so that nobody reads our own network through a model.
 * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE naming the field
 */
export async function fetchFile(address: string, options: FetchOptions): Promise<{ mediaType: string; bytes: Uint8Array }> {
  const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(options.signal ? [options.signal] : [])]);
  let url = parseUrl(address, options);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await ask(url, options, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      response.destroy();
      url = parseUrl(new URL(headers.location, url).href, options);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw refused(options, `${url.host} answers ${statusCode}`);
    }
    return { mediaType: mediaTypeOf(headers['content-type']), bytes: await readAll(response, url, options) };
  }
  throw refused(options, `${url.host} redirects more than ${MOST_REDIRECTS} times`);
}

function parseUrl(address: string, options: FetchOptions): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password) return url;
  throw refused(options, `"${address.slice(0, 100)}" is no http or https address`);
}

async function ask(url: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const address = await publicAddress(url, options);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const call = request(url, {
      signal,
      headers: { 'User-Agent': 'moorage', Accept: '*/*' },
      // The address that was checked is the one connected to: a name that changes its mind in between gains nothing.
      lookup: (_host, how, done) => {
        if (how.all) done(null, [address]);
        else done(null, address.address, address.family);
      },
    });
    call.on('response', resolve);
    call.on('error', (error) => reject(unreachable(url, options, error)));
    call.end();
  });
}

async function publicAddress(url: URL, options: FetchOptions): Promise<{ address: string; family: number }> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const found = await lookup(host, { all: true }).catch((error: unknown) => {
    throw unreachable(url, options, error);
  });
  const [first] = found;
  if (!first) throw refused(options, `${host} has no address`);
  if (options.env.fetchHosts.includes(url.host)) return first;
  const inside = found.find(({ address }) => !isPublicAddress(address));
  if (inside) throw refused(options, `${host} is not on the public internet`);
  return first;
}

async function readAll(response: IncomingMessage, url: URL, options: FetchOptions): Promise<Uint8Array> {
  const { maxBytes, field } = options;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new AppError('PAYLOAD_TOO_LARGE', `Input \`${field}\`: the file at ${url.host} is larger than ${formatBytes(maxBytes)}.`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreachable(url, options, error);
  }
  return Buffer.concat(chunks);
}

function mediaTypeOf(header: string | undefined): string {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z]+\/[a-z0-9.+-]+$/.test(type) ? type : 'application/octet-stream';
}

function unreachable(url: URL, options: FetchOptions, error: unknown): AppError {
  const timedOut = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return refused(options, timedOut ? `${url.host} did not answer within ${TIMEOUT_MS / 1000} s` : `${url.host} cannot be reached`);
}

function refused({ field }: FetchOptions, why: string): AppError {
  return new AppError('INVALID_INPUT', `Input \`${field}\` cannot be fetched: ${why}.`, {
    suggestions: ['Send the file itself, or a public https address that answers with it.'],
  });
}
