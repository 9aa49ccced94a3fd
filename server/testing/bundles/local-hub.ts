import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { writerBundle } from './writer-bundle.ts';

/** The writer's bundle as its owner would publish it: with another precision, and weights of a kind that nobody asked for. */
export function writerRepository(): Map<string, Buffer> {
  const { folder, files } = writerBundle();
  const all = new Map<string, Buffer>(files.map((name) => [name, readFileSync(path.join(folder, name))]));
  return all.set('onnx/model_q4.onnx', all.get('onnx/model.onnx') as Buffer).set('pytorch_model.bin', Buffer.from('weights'));
}

/**
 * A Hub that speaks the HTTP API of the real one and keeps its large files elsewhere, as that does. `acme/writer` is free,
 * `acme/secret` is for the token hf_right, `acme/torch` has weights alone; there are no others.
 */
export class LocalHub {
  readonly asked: { path: string; range: string | undefined; authorization: string | undefined }[] = [];
  /** Cuts the next download of a large file after so many bytes. */
  cutAfter: number | null = null;
  damaged = false;
  /** Sends so much of each large file, and the rest when this is null again. */
  holdAfter: number | null = null;
  readonly #servers: Server[] = [];
  #store = '';
  url = '';
  readonly #files: Map<string, Buffer>;

  constructor(files: Map<string, Buffer>) {
    this.#files = files;
  }

  async start(): Promise<void> {
    this.#store = await this.#listen((request, response) => void this.#give(request, response));
    this.url = await this.#listen((request, response) => this.#answer(request, response));
  }

  stop(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  async #listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer((request, response) => {
      const { range, authorization } = request.headers;
      this.asked.push({ path: request.url ?? '', range, authorization });
      handle(request, response);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    if (url.startsWith('/api/models/acme/secret/') && request.headers.authorization !== 'Bearer hf_right') return void response.writeHead(401).end();
    const listed = /^\/api\/models\/acme\/(writer|secret|torch)\/revision\/(main|v2)\?blobs=true$/.exec(url);
    if (listed)
      return void response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ sha: 'c0ffee', siblings: this.#siblings(listed[1] === 'torch') }));
    const file = /^\/acme\/(writer|secret)\/resolve\/c0ffee\/(.+)$/.exec(url)?.[2];
    if (!file || !this.#files.has(file)) return void response.writeHead(404).end();
    if (file.endsWith('.onnx')) return void response.writeHead(302, { location: `${this.#store}/${file}` }).end();
    response.end(this.#files.get(file));
  }

  async #give(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = Buffer.from(this.#files.get((request.url ?? '').slice(1)) ?? '');
    if (this.damaged) bytes[100] = (bytes[100] ?? 0) ^ 1;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from });
    if (this.holdAfter !== null) {
      const part = Math.max(from, this.holdAfter);
      response.write(bytes.subarray(from, part));
      while (this.holdAfter !== null) await new Promise((resolve) => setTimeout(resolve, 50));
      return void response.end(bytes.subarray(part));
    }
    if (this.cutAfter === null) return void response.end(bytes.subarray(from));
    response.write(bytes.subarray(from, from + this.cutAfter), () => response.destroy());
    this.cutAfter = null;
  }

  #siblings(torch: boolean): object[] {
    if (torch)
      return [
        { rfilename: 'config.json', size: 2, blobId: gitHash(Buffer.from('{}')) },
        { rfilename: 'model.safetensors', size: 9, lfs: { sha256: 'a'.repeat(64), size: 9 } },
      ];
    return [...this.#files].map(([rfilename, bytes]) => {
      const size = bytes.length;
      return rfilename.endsWith('.onnx')
        ? { rfilename, size, lfs: { sha256: createHash('sha256').update(bytes).digest('hex'), size } }
        : { rfilename, size, blobId: gitHash(bytes) };
    });
  }
}

function gitHash(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
