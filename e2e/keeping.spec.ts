import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { signIn } from './support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

const MODEL = 'kept';
const ROW = { 'sepal length (cm)': 6.7, 'sepal width (cm)': 3.1, 'petal length (cm)': 5.6, 'petal width (cm)': 2.4 };

test.beforeAll(async ({ product }) => {
  const version = await product.json<{ status: string }>(`/models/${MODEL}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ source: 'sample:iris' }),
  });
  expect(version.status).toBe('ready');
});

async function runRow(page: Page): Promise<void> {
  for (const [name, value] of Object.entries(ROW)) await page.getByRole('spinbutton', { name }).fill(String(value));
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output rows' }).getByText('virginica').first()).toBeVisible();
}

test('a run is kept as an example, which one click fills in again', async ({ product, page }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}`);
  await runRow(page);
  await page.getByRole('button', { name: 'Keep or share this run' }).click();
  await page.getByRole('menuitem', { name: 'Save as golden test' }).click();
  await page.getByLabel('Name').fill('A virginica');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const examples = page.getByRole('region', { name: 'Examples' });
  await expect(examples.getByRole('button', { name: /A virginica.*golden/ })).toBeVisible();
  await examples.getByRole('button', { name: 'A setosa' }).click();
  await expect(page.getByRole('spinbutton', { name: 'petal width (cm)' })).toHaveValue('0.2');
  await examples.getByRole('button', { name: /A virginica/ }).click();
  await expect(page.getByRole('spinbutton', { name: 'petal width (cm)' })).toHaveValue('2.4');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test('a version that answers a golden test differently is made active only by who accepts that', async ({ product, page }) => {
  // The same flowers under another signature: the columns have other names, so the golden inputs do not fit.
  const file = readFileSync(path.join(import.meta.dirname, 'fixtures/iris-zipmap.onnx'));
  const made = await product.json<{ number: number; status: string; tests: { passed: boolean }[] }>(`/models/${MODEL}/versions?filename=iris.onnx`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', prefer: 'wait=60' },
    body: new Uint8Array(file),
  });
  expect([made.status, made.tests.map(({ passed }) => passed)]).toEqual(['ready', [false]]);
  const refused = await product.api(`/models/${MODEL}/versions/${made.number}/activate`, { method: 'POST' });
  expect(refused.status).toBe(409);
  expect(JSON.stringify(await refused.json())).toContain('gives something else than before in 1 of 1 golden tests');

  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/versions/${made.number}`);
  await expect(page.getByText('A virginica')).toBeVisible();
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/versions`);
  await page.getByRole('button', { name: 'Make active' }).click();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(dialog).toContainText('1 of 1 golden tests');
  await dialog.getByRole('button', { name: 'Accept and make active' }).click();
  await expect(page.getByText(`${MODEL} v${made.number} is active`)).toBeVisible();
  await product.api(`/models/${MODEL}/versions/1/activate`, { method: 'POST', status: 200 });
});

test('examples are listed in the settings, made golden or ordinary, and removed', async ({ product, page }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/settings`);
  const card = page.getByRole('region', { name: 'Examples and golden tests' });
  await card.getByRole('switch', { name: 'Golden' }).click();
  await expect(card.getByRole('switch', { name: 'Golden' })).not.toBeChecked();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await card.getByRole('button', { name: 'Remove A virginica' }).click();
  await page.getByRole('button', { name: 'Remove example' }).click();
  await expect(card.getByText('A virginica')).toHaveCount(0);
  await expect(card.getByText('A setosa')).toBeVisible();
});

test('a link shows one run to people without an account, until it is taken back', async ({ product, page, browser }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}`);
  await runRow(page);
  await page.getByRole('button', { name: 'Keep or share this run' }).click();
  await page.getByRole('menuitem', { name: 'Share a link' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const url = await page.getByLabel('Link', { exact: true }).inputValue();

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(url);
  await expect(stranger.getByText('virginica').first()).toBeVisible();
  expect((await new AxeBuilder({ page: stranger }).analyze()).violations).toEqual([]);
  await stranger.goto(`${product.url}/${product.team}/models`);
  await stranger.waitForURL('**/login**');

  await page.getByRole('region', { name: 'Links that work' }).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByRole('region', { name: 'Links that work' })).toHaveCount(0);
  await stranger.goto(url);
  await expect(stranger.getByText('This link shows nothing any more')).toBeVisible();
  await stranger.context().close();
});

test('two versions are compared: what callers notice, figures, golden tests', async ({ product, page }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/versions`);
  await page.getByRole('button', { name: 'Actions for v2' }).click();
  await page.getByRole('menuitem', { name: 'Compare with v1' }).click();
  const noticed = page.getByRole('region', { name: 'What callers notice' });
  await expect(noticed).toContainText('Calls that worked would fail');
  await expect(noticed).toContainText('Column sepal length (cm) is gone.');
  const figures = page.getByRole('region', { name: 'Figures' });
  await expect(figures.getByRole('row', { name: /^Opset/ })).toContainText('17');
  await expect(figures.getByRole('row', { name: /^Golden tests/ })).toContainText('0 of 1 the same');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  const compared = await product.json<{ breaking: boolean; changes: unknown[] }>(`/models/${MODEL}/versions/2/comparison?with=1`);
  expect([compared.breaking, compared.changes.length > 0]).toEqual([true, true]);

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/versions`);
  await page.getByRole('button', { name: 'Make active' }).click();
  await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toContainText('It would break callers: input rows:');
});

test('two runs are compared side by side', async ({ product, page }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${MODEL}?version=1`);
  await runRow(page);
  await page.getByRole('spinbutton', { name: 'petal length (cm)' }).fill('1.4');
  await page.getByRole('spinbutton', { name: 'petal width (cm)' }).fill('0.2');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output rows' }).getByText('setosa').first()).toBeVisible();
  await page.getByRole('link', { name: 'Compare with the one before' }).click();
  const differs = page.getByRole('region', { name: 'What differs' });
  await expect(differs).toContainText(/rows: `\[0\].label` was "virginica" and is "setosa"/);
  await expect(differs).toContainText('rows: `[0].petal length (cm)` was 5.6 and is 1.4');
  const columns = page.getByRole('region', { name: /^Run inv_/ });
  await expect(columns).toHaveCount(2);
  await expect(columns.first()).toContainText('virginica');
  await expect(columns.last()).toContainText('setosa');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${product.url}/${product.team}/models/${MODEL}/runs`);
  const ticks = page.getByRole('checkbox', { name: 'Select row' });
  await ticks.nth(0).click();
  await ticks.nth(1).click();
  await page.getByRole('link', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Compare runs' })).toBeVisible();
});
