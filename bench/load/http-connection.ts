import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** The header in Latin-1, as it came. */
  head: string;
  body: Buffer;
}

interface Waiting {
  resolve(answer: RawAnswer): void;
  reject(error: Error): void;
}

/** One kept HTTP/1.1 connection with one request at a time. It does as little as it can: what it costs, the servers lack. */
export class HttpConnection {
  readonly #socket: Socket;
  #waiting: Waiting | null = null;
  #chunks: Buffer[] = [];
  #length = 0;
  #head: { text: string; status: number; bodyAt: number; bodyLength: number | null } | null = null;

  constructor(port: number, host: string) {
    this.#socket = connect(port, host);
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#waiting?.reject(error));
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  send(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (!this.#head && !this.#readHead()) return;
    const head = this.#head;
    if (!head) return;
    if (head.bodyLength !== null) {
      if (this.#length >= head.bodyAt + head.bodyLength) this.#answer(this.#whole().subarray(head.bodyAt, head.bodyAt + head.bodyLength));
      return;
    }
    const body = joinChunks(this.#whole().subarray(head.bodyAt));
    if (body) this.#answer(body);
  }

  #readHead(): boolean {
    const bytes = this.#whole();
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const text = bytes.toString('latin1', 0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text);
    this.#head = { text, status: Number(text.slice(9, 12)), bodyAt: end + 4, bodyLength: length ? Number(length[1]) : null };
    return true;
  }

  #whole(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #answer(body: Buffer): void {
    const { status, text } = this.#head ?? { status: 0, text: '' };
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#chunks = [];
    this.#length = 0;
    this.#head = null;
    waiting?.resolve({ status, head: text, body });
  }
}

/** The body of a chunked answer once its last chunk is there, else null. */
function joinChunks(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = parseInt(bytes.toString('latin1', at, line), 16);
    if (bytes.length < line + 2 + size + 2) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}

/** A POST as bytes, ready to be written again and again. */
export function encodePost(url: URL, headers: Record<string, string>, body: Buffer): Buffer {
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `Content-Length: ${body.byteLength}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
