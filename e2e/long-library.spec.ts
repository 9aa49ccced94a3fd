import type { Page } from '@playwright/test';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { expect, OWNER, test, type SetUpProduct } from './support/fixtures.ts';

const COUNT = 40;
const PAGE = 24;

test.beforeAll(async ({ product }) => {
  const body = new Uint8Array(addModel());
  // Whether they come to be ready is nothing to a list.
  for (let n = 0; n < COUNT; n++)
    await product.api(`/models/fleet-${String(n).padStart(2, '0')}/versions?filename=model.onnx`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', prefer: 'respond-async' },
      body,
    });
});
test.afterAll(async ({ product }) => {
  for (let n = 0; n < COUNT; n++) await product.api(`/models/fleet-${String(n).padStart(2, '0')}`, { method: 'DELETE' });
});
test.beforeEach(async ({ product, page }) => {
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
});

const cards = (page: Page) => page.getByRole('main').getByRole('link', { name: /^fleet-/ });
const open = (product: SetUpProduct, page: Page) => page.goto(`${product.url}/${product.team}/models?q=fleet&sort=name`);

test('the library counts all models, shows the next as one scrolls, and stays where it is when it is refreshed', async ({ product, page }) => {
  await open(product, page);
  await expect(page.getByText(`${COUNT} models`)).toBeVisible();
  await expect(cards(page)).toHaveCount(PAGE);
  await page.getByRole('button', { name: 'Show more' }).scrollIntoViewIfNeeded();
  await expect(cards(page)).toHaveCount(COUNT);
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0);
  await cards(page).last().scrollIntoViewIfNeeded();
  const top = await page.evaluate(() => window.scrollY);
  // Both pages are read anew.
  await page.waitForResponse((response) => response.url().includes('models.list') && response.url().includes('cursor'), { timeout: 30_000 });
  await expect(cards(page)).toHaveCount(COUNT);
  expect(await page.evaluate(() => window.scrollY)).toBe(top);
});

test('where nothing says what is in view, the next models come by the keyboard', async ({ product, page }) => {
  await page.addInitScript(() => {
    window.IntersectionObserver = class {
      observe() {}
      unobserve() {}
      disconnect() {}
    } as unknown as typeof IntersectionObserver;
  });
  await open(product, page);
  await expect(cards(page)).toHaveCount(PAGE);
  await cards(page).last().focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show more' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cards(page)).toHaveCount(COUNT);
});

test('a model far down the list is found by the palette, the filter of runs and the name of a deployment', async ({ product, page }) => {
  const last = `fleet-${COUNT - 1}`;
  await page.goto(`${product.url}/${product.team}/runs`);
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: last }).click();
  await expect(page).toHaveURL(new RegExp(`model=${last}`));
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveText(new RegExp(last));
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveText(new RegExp(last));
  await page.goto(`${product.url}/${product.team}/models/deploy`);
  await page.getByTestId('choose-files').setInputFiles([{ name: 'model.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from(addModel()) }]);
  await page.getByLabel('Model name').fill(last);
  await expect(page.getByText(`${last} exists`)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByPlaceholder('Search models, or jump to a page').fill(last);
  await page.getByRole('option', { name: last }).click();
  await page.waitForURL(`**/models/${last}**`);
});

test('the palette begins at its first model, also when the names come after it has opened', async ({ product, page }) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/models\.names/, async (route) => {
    await held;
    await route.continue();
  });
  await open(product, page);
  await page.keyboard.press('ControlOrMeta+k');
  const input = page.getByPlaceholder('Search models, or jump to a page');
  const chosen = page.getByRole('dialog').getByRole('option', { selected: true });
  await expect(chosen).toHaveText(/Deploy a model/);
  await input.fill('no page is called this');
  await expect(page.getByText('Reading the names of your models')).toBeVisible();
  await input.fill('');
  answer();
  const options = page.getByRole('dialog').getByRole('option');
  await expect(page.getByRole('option', { name: 'fleet-00' })).toBeVisible();
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await expect(chosen).not.toHaveText(/Deploy a model/);
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
});
