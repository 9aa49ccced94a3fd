import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { knownWords, taskBundle } from '../server/testing/bundles/task-bundle.ts';
import { deployBundle } from './support/deploy-bundle.ts';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

const VIEWS = path.join(import.meta.dirname, 'fixtures/views');
const TOKENIZER = path.join(import.meta.dirname, '../worker/steps/testing/fixtures/tokenizers/bert.json');
const PORTRAIT = path.join(import.meta.dirname, '../public/gallery/astronaut.jpg');

test.describe.configure({ mode: 'serial' });

/** A model of a few bytes with its configuration and, for texts, its tokenizer. */
async function deploy(product: SetUpProduct, model: string, options: { files: string; task?: string }): Promise<void> {
  const body = new FormData();
  const add = (file: string, name: string) => body.append('file', new Blob([new Uint8Array(readFileSync(file))]), name);
  add(path.join(VIEWS, `${options.files}.onnx`), 'model.onnx');
  add(path.join(VIEWS, `${options.files}.json`), 'config.json');
  if (options.files !== 'colours') add(TOKENIZER, 'tokenizer.json');
  const query = options.task ? `?task=${options.task}` : '';
  const version = await product.json<{ status: string; error: unknown }>(`/models/${model}/versions${query}`, {
    method: 'POST',
    headers: { prefer: 'wait=60' },
    body,
  });
  expect([version.status, version.error]).toEqual(['ready', null]);
}

async function run(page: Page, product: SetUpProduct, model: string, text?: string): Promise<void> {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${model}`);
  if (text !== undefined) await page.getByRole('textbox').first().fill(text);
  else {
    await page.locator('input[type=file]').setInputFiles(PORTRAIT);
    await expect(page.getByRole('img', { name: /The picture to send/ })).toBeVisible();
  }
  await page.keyboard.press('Control+Enter');
}

test('names in a text are marked where they stand', async ({ product, page }) => {
  await deploy(product, 'names', { files: 'entities' });
  await run(page, product, 'names', 'The server of the team, and the Server.');
  const output = page.getByRole('region', { name: /^Output / });
  await expect(output.locator('mark')).toHaveText(['server', 'team', 'Server']);
  await expect(output.getByRole('listitem')).toHaveText([/LOC\s*server/, /PER\s*team/, /LOC\s*Server/i]);
  await looksRight(page);
});

test('a masked word is filled in, the likeliest first', async ({ product, page }) => {
  await deploy(product, 'words', { files: 'masked' });
  await run(page, product, 'words', 'Deploy the [MASK] now.');
  const output = page.getByRole('region', { name: /^Output / });
  await expect(output.getByRole('listitem').first()).toContainText('model');
  await expect(output.getByRole('listitem').nth(1)).toContainText('server');
  await expect(output.getByText('deploy the model now', { exact: false })).toBeVisible();
  await looksRight(page);
});

test('a text becomes a vector, several are compared', async ({ product, page }) => {
  await deploy(product, 'vectors', { files: 'embedding', task: 'feature-extraction' });
  await run(page, product, 'vectors', 'a model');
  const output = page.getByRole('region', { name: /^Output / });
  await expect(output.getByText(/^One vector of/)).toContainText('8 numbers, length 1.000');
  await page.getByRole('button', { name: 'Another text' }).click();
  await page.getByRole('textbox', { name: 'Text 2' }).fill('a model');
  await page.keyboard.press('Control+Enter');
  await expect(output.getByText(/^2 vectors/)).toBeVisible();
  await expect(output.getByRole('cell')).toHaveText(['1.00', '1.00', '1.00', '1.00']);
  await looksRight(page);
});

test('texts are ranked by how alike they are to one', async ({ product, page }) => {
  await deploy(product, 'alike', { files: 'embedding', task: 'sentence-similarity' });
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/alike`);
  const boxes = page.getByRole('textbox');
  await boxes.nth(0).fill('the server of the team');
  await boxes.nth(1).fill('a picture');
  await page.getByRole('button', { name: 'Another text' }).click();
  await page.getByRole('textbox', { name: 'Text 2' }).fill('the server of the team');
  await page.keyboard.press('Control+Enter');
  const first = page
    .getByRole('region', { name: /^Output / })
    .getByRole('listitem')
    .first();
  await expect(first).toContainText('the server of the team');
  await expect(first).toContainText('1.000');
  await looksRight(page);
});

test('an answer is marked in its text, and another when it is chosen', async ({ product, page }) => {
  await deployBundle(product, 'answers', taskBundle('question-answering'));
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/answers`);
  await page.getByRole('textbox', { name: 'Question' }).fill('Where is it?');
  const context = Array.from({ length: 20 }, () => knownWords().slice(0, 60).join(' ')).join('\n');
  await page.getByRole('textbox', { name: 'Text' }).fill(context);
  await page.getByRole('spinbutton', { name: 'Answers' }).fill('3');
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: /^Output / });
  const answers = output.getByRole('list', { name: 'Answers' }).getByRole('button');
  await expect(answers).toHaveCount(3, { timeout: 20_000 });
  for (const at of [0, 2]) {
    await answers.nth(at).click();
    const [answer = ''] = (await answers.nth(at).innerText()).split('\n');
    await expect(output.locator('mark')).toHaveText(answer);
    await expect(output.locator('mark')).toBeInViewport();
  }
  await looksRight(page);
});

test('a text is sorted under labels that are typed, pasted and taken back', async ({ product, page }) => {
  await deployBundle(product, 'sorts', taskBundle('zero-shot-classification'));
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/sorts`);
  await page.getByRole('textbox', { name: 'Text' }).fill('The tide turns at half past nine.');
  await expect(page.getByRole('button', { name: 'Run' })).toBeDisabled();
  const labels = page.getByRole('textbox', { name: /^Labels/ });
  await labels.fill('weather');
  await labels.press('Enter');
  await labels.fill('sea, politics,');
  await labels.fill('a mistake');
  await labels.press('Enter');
  await page.getByRole('button', { name: 'Remove a mistake' }).click();
  // What is still being typed counts too.
  await labels.fill('harbour');
  await labels.press('Control+Enter');
  const output = page.getByRole('region', { name: /^Output / });
  await expect(output.getByRole('listitem')).toHaveCount(4, { timeout: 20_000 });
  for (const label of ['weather', 'sea', 'politics', 'harbour']) await expect(output.getByText(label, { exact: true })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Sentence' })).toHaveValue('This example is {}.');
  await looksRight(page);
});

test('parts of a picture are tinted, one of them alone by a key', async ({ product, page }) => {
  await deploy(product, 'tints', { files: 'colours', task: 'image-segmentation' });
  await run(page, product, 'tints');
  const output = page.getByRole('region', { name: /^Output / });
  await expect(output.getByRole('img', { name: 'The picture that was sent, with 2 masks' })).toBeVisible();
  await expect(output.locator('svg rect')).toHaveCount(2);
  await output.getByRole('button', { name: /^red/ }).focus();
  await page.keyboard.press('Enter');
  await expect(output.locator('svg rect')).toHaveCount(1);
  await looksRight(page);
});
