import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Sibling {
  rfilename: string;
  size?: number;
  blobId?: string;
  lfs?: { sha256: string; size: number };
}

/**
 * A Hub that speaks the HTTP API of the real one and keeps its large files elsewhere, as that does. `acme/writer` is free,
 * `acme/secret` is for the token hf_right, `acme/torch` has weights alone; there are no others.
 */
export class LocalHub {
  readonly asked: { path: string; range: string | undefined; authorization: string | undefined; encoding: string | undefined }[] = [];
  /** Cuts the next download of a large file after so many bytes. */
  cutAfter: number | null = null;
  damaged = false;
  /** Gives a part that begins so many bytes after the one that is asked for. */
  shift = 0;
  /** Sends so much of each large file, and the rest when this is null again. */
  holdAfter: number | null = null;
  /** What its branches are at. */
  commit = 'c0ffee';
  /** Where it says that its large files are, instead of where they are. */
  redirect: string | null = null;
  /** What it lists, instead of what it has. */
  list = (siblings: Sibling[]): Sibling[] => siblings;
  readonly #servers: Server[] = [];
  #store = '';
  url = '';
  readonly files: Map<string, Buffer>;

  constructor(files: Map<string, Buffer>) {
    this.files = files;
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
      const { range, authorization, 'accept-encoding': encoding } = request.headers;
      this.asked.push({ path: request.url ?? '', range, authorization, encoding: encoding?.toString() });
      handle(request, response);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    if (url.startsWith('/api/models/acme/secret/') && request.headers.authorization !== 'Bearer hf_right') return void response.writeHead(401).end();
    const listed = /^\/api\/models\/acme\/(writer|secret|torch)\/revision\/(main|v2|c0ffee)\?blobs=true$/.exec(url);
    if (listed)
      return void response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ sha: listed[2] === 'c0ffee' ? 'c0ffee' : this.commit, siblings: this.list(this.#siblings(listed[1] === 'torch')) }));
    const file = /^\/acme\/(writer|secret)\/resolve\/(c0ffee|facade)\/(.+)$/.exec(url)?.[3];
    if (!file || !this.files.has(file)) return void response.writeHead(404).end();
    if (file.endsWith('.onnx')) return void response.writeHead(302, { location: `${this.redirect ?? this.#store}/${file}` }).end();
    response.end(this.files.get(file));
  }

  async #give(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = Buffer.from(this.files.get((request.url ?? '').slice(1)) ?? '');
    if (this.damaged) bytes[100] = (bytes[100] ?? 0) ^ 1;
    const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (asked >= bytes.length) return void response.writeHead(416).end();
    const from = asked > 0 ? asked + this.shift : 0;
    const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...range });
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

  #siblings(torch: boolean): Sibling[] {
    if (torch)
      return [
        { rfilename: 'config.json', size: 2, blobId: gitHash(Buffer.from('{}')) },
        { rfilename: 'model.safetensors', size: 9, lfs: { sha256: 'a'.repeat(64), size: 9 } },
      ];
    return [...this.files].map(([rfilename, bytes]) => {
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
