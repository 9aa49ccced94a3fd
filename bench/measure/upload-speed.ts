import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, copyFileSync, createReadStream, fdatasyncSync, openSync, rmSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

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

const PART_BYTES = 64 * 1024 ** 2;

/**
 * MB/s of the same file through the resumable upload door, in the parts our own pages send. Plain tus over node:http: it
 * costs a fraction of tus-js-client, which shares the machine's cores with what is measured.
 */
export async function uploadSpeed(file: string, options: { url: string; key: string; team: string; sizeBytes: number }): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${options.key}`, 'tus-resumable': '1.0.0' };
  const metadata = Object.entries({ filename: 'bench.bin', team: options.team }).map(([name, value]) => `${name} ${btoa(value)}`);
  const at = performance.now();
  const create = { agent, method: 'POST', headers: { ...headers, 'upload-length': options.sizeBytes, 'upload-metadata': metadata.join() } };
  const { location = '' } = await send(`${options.url}/api/uploads`, create, Readable.from([]));
  for (let start = 0; start < options.sizeBytes; start += PART_BYTES) {
    const end = Math.min(start + PART_BYTES, options.sizeBytes);
    const part = { 'upload-offset': start, 'content-length': end - start, 'content-type': 'application/offset+octet-stream' };
    const body = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18 });
    const answer = await send(new URL(location, options.url).href, { agent, method: 'PATCH', headers: { ...headers, ...part } }, body);
    if (Number(answer['upload-offset']) !== end) throw new Error(`the upload is at ${answer['upload-offset']}, not at ${end}`);
  }
  const seconds = (performance.now() - at) / 1000;
  agent.destroy();
  return options.sizeBytes / 1e6 / seconds;
}

/** The headers of the answer. @throws Error unless it is a good one */
async function send(url: string, options: RequestOptions, body: Readable): Promise<IncomingHttpHeaders> {
  const outgoing = request(url, options);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  const [[answer]] = await Promise.all([answered, pipeline(body, outgoing)]);
  const said = await text(answer);
  if (answer.statusCode !== 201 && answer.statusCode !== 204) throw new Error(`${options.method} ${url}: ${answer.statusCode}: ${said}`);
  return answer.headers;
}
