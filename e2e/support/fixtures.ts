import { expect, test as base } from '@playwright/test';
import { startProduct, type Product } from './product.ts';

export const OWNER = { email: 'owner@example.com', password: 'a long password to test with', team: 'harbour' };

/** A product that is set up, with an API key of its team. */
export interface SetUpProduct extends Product {
  key: string;
  team: string;
  /** Calls /api/v1 with the key. */
  api(path: string, init?: RequestInit & { status?: number }): Promise<Response>;
  json<T>(path: string, init?: RequestInit & { status?: number }): Promise<T>;
}

/** Makes the first account and team as a script would, and gives the ways to call the API. */
export async function setUp(product: Product): Promise<SetUpProduct> {
  const out = await product.moorage(['setup', '--email', OWNER.email, '--password-stdin', '--team', OWNER.team], OWNER.password);
  const key = out.trim().split('\n').at(-1) ?? '';
  const api: SetUpProduct['api'] = async (path, { status, ...init } = {}) => {
    const response = await fetch(`${product.url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
    if (status !== undefined && response.status !== status) {
      throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status}, not ${status}: ${(await response.text()).slice(0, 2000)}`);
    }
    return response;
  };
  return {
    ...product,
    key,
    team: OWNER.team,
    api,
    json: async <T>(path: string, init?: Parameters<typeof api>[1]) => (await (await api(path, init)).json()) as T,
  };
}

export const test = base.extend<object, { product: SetUpProduct }>({
  // Whatever a test is about, the policy of our pages must stop nothing of ours.
  page: async ({ page }, use) => {
    const stopped: string[] = [];
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && text.includes('Content Security Policy') && !text.includes('inline event handler')) stopped.push(text);
    });
    await use(page);
    expect(stopped).toEqual([]);
  },
  product: [
    async ({}, use) => {
      // Short enough that a model which hangs while it loads is given up within a test.
      const product = await startProduct({ env: { MOORAGE_LOAD_TIMEOUT_MS: '10000' } });
      await use(await setUp(product));
      await product.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});
export { expect } from '@playwright/test';
