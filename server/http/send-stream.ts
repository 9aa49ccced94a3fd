import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';
import { attachment } from './content-disposition.ts';

export interface Download {
  name: string;
  sizeBytes: number;
  body: Readable | Uint8Array;
  headers?: Record<string, string>;
  contentType?: string;
}

/**
 * Sends bytes that people made, as a download that no browser shows or runs. Never buffered; a reader that leaves closes
 * the source.
 */
export async function sendDownload<E extends AppEnv>(c: Context<E>, download: Download): Promise<Response> {
  const { outgoing } = c.env;
  outgoing.writeHead(200, {
    'Content-Type': download.contentType ?? 'application/octet-stream',
    'Content-Length': download.sizeBytes,
    'Content-Disposition': attachment(download.name),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    ...download.headers,
  });
  if (c.req.method === 'HEAD' || download.body instanceof Uint8Array) outgoing.end(c.req.method === 'HEAD' ? undefined : download.body);
  else await pump(download.body, outgoing);
  if (c.req.method === 'HEAD' && !(download.body instanceof Uint8Array)) download.body.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Once the head is out there is no way to answer an error but to cut the connection, which pipeline does. */
async function pump(body: Readable, outgoing: ServerResponse): Promise<void> {
  await pipeline(body, outgoing).catch(() => outgoing.destroy());
}
