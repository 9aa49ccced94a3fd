import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { externalDataModel, externalWeights } from '../server/testing/onnx/bad-models.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { expect, OWNER, test, type SetUpProduct } from './support/fixtures.ts';
import { deploy } from './support/runs.ts';

async function signIn(product: SetUpProduct, page: Page): Promise<void> {
  await page.goto(`${product.url}/login`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/models');
}

test('a deleted model comes back by Undo', async ({ product, page }) => {
  await deploy(product, 'skiff', addModel());
  await signIn(product, page);
  await page.goto(`${product.url}/${product.team}/models/skiff/settings`);
  await page.getByRole('button', { name: 'Delete model' }).click();
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: 'Delete model' }).click();
  await expect(page.getByText('Deleted skiff')).toBeVisible();
  expect((await product.api('/models/skiff')).status).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await product.api('/models/skiff')).status).toBe(200);
});

test('a chosen folder brings its files under their paths', async ({ product, page }) => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'folder-')), 'bundle');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'model.onnx'), externalDataModel());
  writeFileSync(path.join(folder, 'weights.bin'), externalWeights());
  try {
    await signIn(product, page);
    await page.goto(`${product.url}/${product.team}/models/deploy`);
    await page.getByLabel('Folder', { exact: true }).setInputFiles(folder);
    await page.getByLabel('Model name').fill('towed');
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await expect(page.getByText('Try it').first()).toBeVisible({ timeout: 30_000 });
    const version = await product.json<{ files: { name: string }[] }>('/models/towed/versions/1');
    expect(version.files.map((file) => file.name).sort()).toEqual(['model.onnx', 'weights.bin']);
  } finally {
    rmSync(path.dirname(folder), { recursive: true, force: true });
  }
});
