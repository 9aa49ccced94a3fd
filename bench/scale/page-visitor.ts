import { OWNER, type BenchProduct } from '../bench-product.ts';
import { quantile } from '../quantile.ts';
import type { Timing } from './scale-results.ts';

const VISITS = 40;

/** A person signed in, by their cookie. */
export class PageVisitor {
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
  }

  /** Signs in as the owner, by the same calls the sign-in page makes. */
  static async signIn(bench: BenchProduct): Promise<PageVisitor> {
    const { url } = bench.product;
    const first = await fetch(`${url}/api/auth/csrf`);
    const { csrfToken } = (await first.json()) as { csrfToken: string };
    const form = new URLSearchParams({ csrfToken, email: OWNER.email, password: OWNER.password, json: 'true' });
    const answer = await fetch(`${url}/api/auth/callback/credentials`, {
      method: 'POST',
      body: form,
      headers: { cookie: cookiesOf(first) },
      redirect: 'manual',
    });
    const cookie = cookiesOf(answer);
    if (!cookie.includes('session-token')) throw new Error(`signing in answered ${answer.status} without a session`);
    return new PageVisitor(url, cookie);
  }

  /** Visits a page or asks a procedure again and again: the time until the whole answer is there. */
  async time(path: string): Promise<Timing> {
    await this.visit(path);
    const times: number[] = [];
    for (let i = 0; i < VISITS; i++) {
      const at = performance.now();
      await this.visit(path);
      times.push(performance.now() - at);
    }
    return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
  }

  /** The whole answer. */
  async visit(path: string): Promise<string> {
    const response = await fetch(this.#url + path, { headers: { cookie: this.#cookie }, redirect: 'manual' });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text;
  }
}

/** The path of a tRPC query. */
export function procedure(name: string, input: object): string {
  return `/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
