import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';
import { readByteRange, sliceOf } from './byte-range.ts';
import { attachment } from './content-disposition.ts';

export interface Download {
  name: string;
  sizeBytes: number;
  body: Readable | Uint8Array;
  headers?: Record<string, string>;
  contentType?: string;
}

/**
 * Sends bytes that people made, as a download that no browser shows or runs: all of them, or the part a Range header asks
 * for, without which no player goes to another place of a recording. Never buffered; a reader that leaves closes the source.
 */
export async function sendDownload<E extends AppEnv>(c: Context<E>, download: Download): Promise<Response> {
  const { outgoing } = c.env;
  const { sizeBytes } = download;
  // These bytes have no validator, so If-Range never holds and all of them are sent (RFC 9110, 13.1.5).
  const range = c.req.header('if-range') === undefined ? readByteRange(c.req.header('range'), sizeBytes) : null;
  if (range === 'beyond') {
    if (!(download.body instanceof Uint8Array)) download.body.destroy();
    outgoing.writeHead(416, { 'Content-Range': `bytes */${sizeBytes}` }).end();
    return RESPONSE_ALREADY_SENT;
  }
  outgoing.writeHead(range ? 206 : 200, {
    'Content-Type': download.contentType ?? 'application/octet-stream',
    'Content-Length': range ? range.end - range.start : sizeBytes,
    'Accept-Ranges': 'bytes',
    ...(range ? { 'Content-Range': `bytes ${range.start}-${range.end - 1}/${sizeBytes}` } : {}),
    'Content-Disposition': attachment(download.name),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    ...download.headers,
  });
  const { body } = download;
  if (body instanceof Uint8Array) outgoing.end(c.req.method === 'HEAD' ? undefined : range ? body.subarray(range.start, range.end) : body);
  else if (c.req.method === 'HEAD') {
    outgoing.end();
    body.destroy();
  } else await pump(range ? Readable.from(sliceOf(body as AsyncIterable<Uint8Array>, range), { objectMode: false }) : body, outgoing);
  return RESPONSE_ALREADY_SENT;
}

/** Once the head is out there is no way to answer an error but to cut the connection, which pipeline does. */
async function pump(body: Readable, outgoing: ServerResponse): Promise<void> {
  await pipeline(body, outgoing).catch(() => outgoing.destroy());
}
