import http from 'node:http';

/** A tus 1.0 client that can break off where a test wants it to. */
export class TusClient {
  readonly #headers: Record<string, string>;
  readonly #origin: string;

  constructor(origin: string, headers: Record<string, string> = {}) {
    this.#origin = origin;
    this.#headers = { 'Tus-Resumable': '1.0.0', ...headers };
  }

  /** Announces a file; answers its address, or null with the refusal's status and body. */
  async create(sizeBytes: number, metadata: Record<string, string>): Promise<{ status: number; url: string; body: string }> {
    const encoded = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
    const answer = await fetch(`${this.#origin}/api/uploads`, {
      method: 'POST',
      headers: { ...this.#headers, 'Upload-Length': String(sizeBytes), 'Upload-Metadata': encoded.join(',') },
    });
    return { status: answer.status, url: answer.headers.get('location') ?? '', body: await answer.text() };
  }

  async request(method: string, url: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: string }> {
    const answer = await fetch(`${this.#origin}${url}`, { method, headers: { ...this.#headers, ...headers } });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }

  /** Bytes the server has. */
  async offset(url: string): Promise<number> {
    return Number((await this.request('HEAD', url)).headers.get('upload-offset') ?? Number.NaN);
  }

  /**
   * Sends bytes from an offset. `onSent` hears how many have been handed to the connection and may destroy it. Answers
   * the status, or null when the connection broke.
   */
  patch(
    url: string,
    part: { offset: number; body: Buffer; declared?: number; onSent?: (bytes: number, request: http.ClientRequest) => void },
  ): Promise<number | null> {
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const request = http.request(`${this.#origin}${url}`, {
      method: 'PATCH',
      agent: false,
      headers: {
        ...this.#headers,
        'Upload-Offset': part.offset,
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': part.declared ?? part.body.length,
      },
    });
    request.on('response', (response) =>
      response
        .resume()
        .on('end', () => resolve(response.statusCode ?? null))
        .on('error', () => resolve(null)),
    );
    request.on('error', () => resolve(null));
    let sent = 0;
    const push = () => {
      while (sent < part.body.length && !request.destroyed) {
        const chunk = part.body.subarray(sent, sent + 65_536);
        sent += chunk.length;
        const more = request.write(chunk);
        part.onSent?.(sent, request);
        if (!more) return void request.once('drain', push);
      }
      if (!request.destroyed && sent >= (part.declared ?? part.body.length)) request.end();
    };
    push();
    return promise;
  }
}
