import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { gitLfsPointer, unknownOperatorModel } from '../server/testing/onnx/bad-models.ts';
import { addModel, matMulModel } from '../server/testing/onnx/tiny-models.ts';
import { startBadLine, type BadLine } from './support/bad-line.ts';
import { expect, OWNER, test } from './support/fixtures.ts';

const NOTES_BYTES = 60_000_000;
let folder: string;
let line: BadLine;

test.beforeEach(async ({ product, page }) => {
  folder = mkdtempSync(path.join(tmpdir(), 'moorage-drop-'));
  line = await startBadLine(product.url);
  await page.goto(`${line.url}/login?callbackUrl=${encodeURIComponent(`/${product.team}/models/deploy`)}`);
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.locator('input[name=password]').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/login'));
  await page.goto(`${line.url}/${product.team}/models/deploy`);
  await expect(page.getByRole('heading', { name: 'Drop a model file or a folder' })).toBeVisible();
});
test.afterEach(async () => {
  await line.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, bytes: Uint8Array): string {
  const target = path.join(folder, name);
  writeFileSync(target, bytes);
  return target;
}
const choose = (page: Page, files: string[]) => page.getByTestId('choose-files').setInputFiles(files);
const files = (page: Page) => page.getByRole('region', { name: 'Files' });
const deployButton = (page: Page) => page.getByRole('button', { name: /^(Deploy|Add as version \d+)$/ });

test('a lost line, a killed server and a reload cost no byte: the upload goes on, deploys, and is ready', async ({ page, product }) => {
  test.setTimeout(120_000);
  const [model, notes] = [file('Adder Large.onnx', addModel()), file('notes.txt', new Uint8Array(NOTES_BYTES).fill(97))];
  line.slow(3_000_000);
  await choose(page, [model, notes]);
  await expect(page.getByLabel('Model name')).toHaveValue('adder-large');
  await expect(page.getByRole('heading', { name: 'What it takes and gives' })).toBeVisible();
  await expect(files(page)).toContainText(/[1-9]\d?\s%\s·\s[\d.]+ of/);

  line.cut();
  await expect(files(page)).toContainText('The connection is lost.');
  line.mend();
  await expect(files(page)).toContainText('MB/s', { timeout: 15_000 });

  product.kill('web');
  await expect(files(page)).toContainText('The connection is lost.', { timeout: 15_000 });
  await product.ready();
  await expect(files(page)).toContainText('MB/s', { timeout: 15_000 });

  await page.getByLabel('Note on this version').fill('first try');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await expect(files(page)).toContainText('Choose the same file again');
  await expect(page.getByLabel('Note on this version')).toHaveValue('first try');

  const offsets: number[] = [];
  page.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));
  line.fast();
  await choose(page, [notes]);
  await expect(files(page)).toContainText('2 files uploaded', { timeout: 30_000 });
  await expect(files(page)).toContainText('Uploaded and verified');
  expect(offsets[0]).toBeGreaterThan(0);

  await deployButton(page).click();
  await expect(page.getByRole('heading', { name: 'adder-large v1 is ready' })).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'adder-large v1 is ready' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Steps of this deployment' })).toContainText('Probed');
  await page.getByRole('link', { name: 'Try it' }).click();
  await page.waitForURL(`**/${product.team}/models/adder-large`);
});

test('the same file again is not sent again, and its name offers the next version', async ({ page }) => {
  const model = file('multiply.onnx', matMulModel());
  await choose(page, [model]);
  await deployButton(page).click();
  await expect(page.getByRole('heading', { name: 'multiply v1 is ready' })).toBeVisible({ timeout: 30_000 });
  await page.goto(page.url().split('?')[0] ?? '');
  await choose(page, [model]);
  await expect(page.getByText('multiply exists. This becomes its version 2')).toBeVisible();
  await page.getByRole('button', { name: 'Add as version 2' }).click();
  await expect(page.getByRole('heading', { name: 'multiply v2 is ready' })).toBeVisible({ timeout: 30_000 });
});

test('a file that is no model is told before it is deployed, and others take its place', async ({ page }) => {
  await choose(page, [file('rows.onnx', gitLfsPointer(438_000_000))]);
  await expect(page.getByText('is a Git LFS pointer, not a model.')).toBeVisible();
  await expect(page.getByText('git lfs pull')).toBeVisible();
  await expect(deployButton(page)).toHaveAttribute('aria-disabled', 'true');
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose other files' }).click()]);
  await chooser.setFiles(file('real.onnx', addModel()));
  await expect(page.getByText('is a Git LFS pointer, not a model.')).toBeHidden();
  await expect(deployButton(page)).toBeEnabled();
});

test('a deployment that fails says what, why and what to do, and a good file makes it ready in place', async ({ page }) => {
  await choose(page, [file('odd.onnx', unknownOperatorModel())]);
  await deployButton(page).click();
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await expect(page.getByText('Nothing was activated.')).toBeVisible();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Replace the file' }).click()]);
  await chooser.setFiles(file('good.onnx', addModel()));
  await expect(page.getByRole('heading', { name: 'odd v1 is ready' })).toBeVisible({ timeout: 30_000 });
});
