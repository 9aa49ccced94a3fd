import { appendFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { pause } from './until.ts';

export interface Run {
  id: string;
  version: number;
  status: string;
  attempts: number;
  timings: { runMs: number } | null;
  error: { code: string; message: string } | null;
  outputs: { name: string; data: number[] }[] | null;
}

/** One answer to one attempt of a call; status 0: the connection broke. */
export interface Answer {
  status: number;
  retryAfter: string | null;
  body: string;
  run: Run | null;
  /** How long the caller waited. */
  ms: number;
}

/** A call that was answered 2xx: what must be found afterwards. */
export interface Acknowledged {
  key: string;
  id: string;
  bodyHash: string;
}

export interface CallOptions {
  key?: string;
  /** The Prefer header. */
  prefer?: string;
  /** How long it goes on asking. */
  patienceMs?: number;
  /** Further members of the body. */
  body?: object;
}

/** A caller as a good SDK is: every call has an idempotency key, a broken connection and 503/429 are tried again as Retry-After says. */
export class Client {
  readonly acknowledged: Acknowledged[] = [];
  readonly answers: Answer[] = [];
  readonly #url: string;
  readonly #apiKey: string;
  readonly #log: string;

  constructor(target: { url: string; apiKey: string; log: string }) {
    this.#url = target.url;
    this.#apiKey = target.apiKey;
    this.#log = target.log;
  }

  /** Runs a model and tries again until it is acknowledged. */
  async invoke(model: string, inputs: object[], options: CallOptions = {}): Promise<Run> {
    const key = options.key ?? randomUUID();
    const deadline = Date.now() + (options.patienceMs ?? 60_000);
    for (;;) {
      const answer = await this.once(model, inputs, { ...options, key });
      if (answer.run) return answer.run;
      const again = answer.status === 0 || answer.status === 503 || answer.status === 429;
      if (!again || Date.now() > deadline) throw new Error(`${model}: ${answer.status} ${answer.body.slice(0, 500)}`);
      await pause(answer.status === 0 ? 50 : Number(answer.retryAfter ?? 1) * 1000);
    }
  }

  /** One attempt, logged. */
  async once(model: string, inputs: object[], options: CallOptions = {}): Promise<Answer> {
    const key = options.key ?? randomUUID();
    const headers = { 'content-type': 'application/json', 'idempotency-key': key, prefer: options.prefer ?? 'respond-async' };
    const answer = await this.send(`/models/${model}/invocations`, { method: 'POST', headers, body: JSON.stringify({ inputs, ...options.body }) });
    if (answer.run) this.acknowledged.push({ key, id: answer.run.id, bodyHash: JSON.stringify(inputs) });
    return answer;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const at = Date.now();
    const answer = { ...(await this.#fetch(path, init)), ms: Date.now() - at };
    this.answers.push(answer);
    const { status, run, retryAfter } = answer;
    const headers = new Headers(init.headers);
    const line = { at, ms: answer.ms, method: init.method ?? 'GET', path, key: headers.get('idempotency-key'), status, retryAfter, run: run?.id };
    appendFileSync(this.#log, `${JSON.stringify(line)}\n`);
    return answer;
  }

  async get(id: string): Promise<Run | null> {
    return (await this.send(`/invocations/${id}`)).run;
  }

  async #fetch(path: string, init: RequestInit): Promise<Omit<Answer, 'ms'>> {
    try {
      const headers = { authorization: `Bearer ${this.#apiKey}`, ...(init.headers as Record<string, string>) };
      const response = await fetch(`${this.#url}/api/v1${path}`, { signal: AbortSignal.timeout(60_000), ...init, headers });
      const body = await response.text();
      const run =
        response.ok && /json/.test(response.headers.get('content-type') ?? '') && /^\/(models\/[^/]+\/)?invocations/.test(path) && !path.includes('?')
          ? (JSON.parse(body) as Run)
          : null;
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body, run };
    } catch (error) {
      return { status: 0, retryAfter: null, body: String(error), run: null };
    }
  }
}
