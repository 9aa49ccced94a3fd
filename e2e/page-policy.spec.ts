import { expect, OWNER, test } from './support/fixtures.ts';

test('what a page is made to contain runs no script', async ({ product, page }) => {
  const answer = await page.goto(`${product.url}/login`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic'/);
  // What these scripts fetch themselves is theirs ('strict-dynamic'); what stands in the page needs the nonce.
  const nonces = [...((await answer?.text()) ?? '').matchAll(/<script(?=[\s>])[^>]*>/g)].map(([tag]) => / nonce="([^"]+)"/.exec(tag)?.[1]);
  expect(nonces.length).toBeGreaterThan(1);
  expect(new Set(nonces).size).toBe(1);
  expect(policy).toContain(`'nonce-${nonces[0]}'`);

  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
  const refused = page.evaluate(
    () => new Promise<string>((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })),
  );
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.harmed = true">'));
  expect(await refused).toBe('script-src-attr');
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
});
