import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { embedderBundle } from '../server/testing/bundles/embedder-bundle.ts';
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';
import { zipOf } from '../server/testing/bundles/zip-of.ts';
import { deployBundle } from './support/deploy-bundle.ts';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

/** What a machine that is busy with other things needs for a model's answer. */
const SLOW = { timeout: 60_000 };

test.beforeAll(async ({ product }) => {
  expect((await deployBundle(product, 'writer', writerBundle())).signature.task).toBe('text-generation');
});

async function open(page: Page, product: SetUpProduct): Promise<void> {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/writer`);
  await expect(page.getByRole('region', { name: 'Conversation' })).toBeVisible();
}

test('a chat model is talked to: its answer comes word by word, is stopped, given again, and kept', async ({ product, page }) => {
  await open(page, product);
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('900');
  await page.getByRole('spinbutton', { name: 'At least' }).fill('900');
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('1.5');
  await page.getByRole('textbox', { name: 'Your message' }).fill('Tell me about runs');
  await page.keyboard.press('Enter');
  const log = page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('Tell me about runs')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  // What is written at random may have the word in it.
  await expect(log.getByText('Model', { exact: true })).toBeVisible();
  await page.getByRole('spinbutton', { name: 'At least' }).fill('0');
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.7');
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('120');
  await page.getByRole('button', { name: 'Answer again' }).click();
  await expect(log.getByText(/tokens read · \d+ written · first token after [\d.]+\sm?s · [\d.]+\stokens\/s/)).toHaveCount(1, SLOW);
  await expect(log.getByRole('button', { name: 'Copy this answer' })).toHaveCount(1);
  await expect(log.getByText('Model', { exact: true })).toHaveCount(1);
  await looksRight(page);

  await page.getByRole('textbox', { name: 'System prompt' }).fill('You write guides.');
  await page.getByRole('textbox', { name: 'Your message' }).fill('And about versions?');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(log.getByText(/tokens read · \d+ written/)).toHaveCount(2, SLOW);
  await page.reload();
  await expect(log.getByText('And about versions?')).toBeVisible();
  await log.getByRole('link', { name: 'Its run' }).last().click();
  await expect(page.getByRole('region', { name: 'Output completion' })).toContainText('written', SLOW);
});

test('the same model goes on with a bare text, and its call runs as it stands', async ({ product, page }) => {
  await open(page, product);
  await page.getByRole('radio', { name: 'Completion' }).click();
  await page.getByRole('textbox', { name: /^Prompt/ }).fill('The worker');
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('40');
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output completion' });
  await expect(output.getByText(/10 tokens read · \d+ written/)).toBeVisible(SLOW);
  await looksRight(page);
});

test('what is written can be followed from any event on, and a canceled run keeps what it had', async ({ product }) => {
  const start = async (inputs: { name: string; data: unknown }[]) =>
    product.json<{ id: string }>('/models/writer/invocations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify({ inputs }),
    });
  const { id } = await start([
    { name: 'prompt', data: 'A model' },
    { name: 'max_new_tokens', data: 300 },
  ]);
  const events = await eventsOf(product, id);
  const text = events.flatMap(({ kind, data }) => (kind === 'output' ? [data.text] : [])).join('');
  const run = await product.json<{ outputs: { data: { generated_text: string } }[] }>(`/invocations/${id}`);
  expect(text).toBe(run.outputs[0]?.data.generated_text);
  const middle = events[Math.floor(events.length / 2)]?.seq ?? 0;
  const rest = (await eventsOf(product, id, middle)).flatMap(({ kind, data }) => (kind === 'output' ? [data.text] : [])).join('');
  expect(text.endsWith(rest) && rest.length > 0 && rest.length < text.length).toBe(true);

  const second = await start([
    { name: 'prompt', data: 'A model' },
    { name: 'max_new_tokens', data: 1000 },
    { name: 'min_new_tokens', data: 1000 },
    { name: 'temperature', data: 1 },
  ]);
  const response = await product.api(`/invocations/${second.id}/events`);
  for await (const chunk of response.body ?? []) if (Buffer.from(chunk).includes('event: output')) break;
  const at = performance.now();
  const canceled = await product.json<{ status: string }>(`/invocations/${second.id}/cancel`, { method: 'POST' });
  expect(canceled.status).toBe('canceled');
  const kept = (await eventsOf(product, second.id)).filter(({ kind }) => kind === 'output');
  expect(kept.length).toBeGreaterThan(0);
  expect(performance.now() - at).toBeLessThan(1000);
});

test('a message that is longer than the model reads is refused in words, and the conversation goes on', async ({ product, page }) => {
  await open(page, product);
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('20');
  await page.getByRole('textbox', { name: 'Your message' }).fill('runs '.repeat(500));
  await page.getByRole('button', { name: 'Send' }).click();
  const log = page.getByRole('log', { name: 'Messages' });
  await expect(log.getByRole('alert')).toContainText('tokens', SLOW);
  await expect(log.getByRole('button', { name: 'Try again' })).toBeVisible();
  await looksRight(page);
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByRole('textbox', { name: 'Your message' }).fill('Shorter');
  await page.keyboard.press('Enter');
  await expect(log.getByText(/tokens read · \d+ written/)).toHaveCount(1, SLOW);
  await expect(log.getByRole('alert')).toHaveCount(0);
});

test('the precisions of a bundle are listed with their sizes where it was deployed, and another one makes the next version', async ({ product, page }) => {
  const { folder, files } = writerBundle();
  const bytes = (name: string) => readFileSync(path.join(folder, name));
  // The same graph with a longer note in it: 200 kB more of the file format's doc_string (field 6).
  const note = Buffer.concat([Buffer.from([0x32, 0xc0, 0x9a, 0x0c]), Buffer.alloc(200_000, 'q')]);
  const all = [
    ...files.map((name) => ({ name: `both/${name}`, content: bytes(name) })),
    { name: 'both/onnx/model_quantized.onnx', content: Buffer.concat([bytes('onnx/model.onnx'), note]) },
  ];
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/deploy`);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'both.zip', mimeType: 'application/zip', buffer: zipOf(all) });
  await page.getByRole('button', { name: /^Deploy/ }).click();
  await expect(page.getByRole('heading', { name: 'both v1 is ready' })).toBeVisible({ timeout: 60_000 });
  const list = page.getByRole('group', { name: 'Precision' });
  await expect(list.getByRole('radio')).toHaveCount(2);
  await expect(list).toContainText(/fp32\s*runs in v1\s*13\.9\sMB/);
  await expect(list).toContainText(/q8\s*14\.1\sMB/);
  await expect(page.getByRole('button', { name: 'Run in another' })).toHaveAttribute('aria-disabled', 'true');
  await list.getByRole('radio', { name: /q8/ }).check();
  await looksRight(page);
  await page.getByRole('button', { name: 'Run in q8' }).click();
  await page.waitForURL('**/models/both/versions/2');
  const version = () =>
    product.json<{ status: string; signature: { bundle: { precision: string; parts: { file: string }[] } } | null }>('/models/both/versions/2');
  await expect.poll(async () => (await version()).status, { timeout: 60_000 }).toBe('ready');
  expect((await version()).signature?.bundle).toMatchObject({ precision: 'q8', parts: [{ part: 'model', file: 'onnx/model_quantized.onnx' }] });
  await page.reload();
  await expect(page.getByRole('group', { name: 'Precision' })).toContainText(/q8\s*runs in v2/);
  const run = await product.json<{ status: string }>('/models/both@2/invocations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [{ name: 'prompt', data: 'A model' }] }),
  });
  expect(run.status).toBe('succeeded');
});

test('several texts are embedded and compared: a matrix with their names, and which are most alike', async ({ product, page }) => {
  expect((await deployBundle(product, 'embedder', embedderBundle())).signature.task).toBe('feature-extraction');
  const texts = ['The worker runs models', 'A runner is a process of the worker', 'A password is stored as its hash'];
  const answer = await product.json<{ outputs: { data: number[][] }[] }>('/models/embedder/invocations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [{ name: 'text', data: texts }] }),
  });
  const vectors = answer.outputs[0]?.data ?? [];
  const likeness = (a: number, b: number) => (vectors[a] ?? []).reduce((sum, value, at) => sum + value * (vectors[b]?.[at] ?? 0), 0).toFixed(2);
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/embedder`);
  await page.getByRole('textbox', { name: /^Text/ }).fill(texts[0] ?? '');
  for (const [index, text] of texts.entries()) {
    if (index === 0) continue;
    await page.getByRole('button', { name: 'Another text' }).click();
    await expect(page.getByText('Type some text.')).toHaveCount(0);
    await page.getByRole('textbox', { name: `Text ${index + 1}` }).fill(text);
  }
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output embedding' });
  await expect(output.getByText('3 vectors of 64 numbers, length 1.000.')).toBeVisible(SLOW);
  for (const [index, text] of texts.entries()) {
    const row = output.getByRole('row').filter({ hasText: text });
    await expect(row.getByRole('rowheader')).toContainText(`${index + 1}${text}`);
    await expect(row.getByRole('cell')).toHaveText(texts.map((_, other) => likeness(index, other)));
  }
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ].sort(([a = 0, b = 0], [c = 0, d = 0]) => Number(likeness(c, d)) - Number(likeness(a, b)));
  const told = ([a = 0, b = 0]: number[]) => `${a + 1} and ${b + 1} (${likeness(a, b)})`;
  await expect(output).toContainText(`Most alike are ${told(pairs[0] ?? [])}, least alike ${told(pairs[2] ?? [])}.`);
  await looksRight(page);
});

test('a bundle that is dropped as a zip is unpacked, and answers as the folder does', async ({ product, page }) => {
  const { folder, files } = writerBundle();
  const zip = zipOf(files.map((name) => ({ name: `writer/${name}`, content: readFileSync(path.join(folder, name)) })));
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/deploy`);
  await page.locator('input[type=file]').first().setInputFiles({ name: 'zipped.zip', mimeType: 'application/zip', buffer: zip });
  await page.getByRole('button', { name: /^Deploy/ }).click();
  await expect(page.getByRole('heading', { name: 'zipped v1 is ready' })).toBeVisible({ timeout: 60_000 });
  const answer = async (model: string) => {
    const run = await product.json<{ outputs: { data: { generated_text: string } }[] }>(`/models/${model}/invocations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: [{ name: 'prompt', data: 'A model' }] }),
    });
    return run.outputs[0]?.data.generated_text;
  };
  expect(await answer('zipped')).toBe(await answer('writer'));
});

test('the model card is read, and can neither run nor load anything', async ({ product, page }) => {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/writer/files`);
  const card = page.getByRole('region', { name: 'Model card', exact: true });
  await expect(card.getByRole('heading', { name: 'Writer' })).toBeVisible();
  await expect(card).toContainText('apache-2.0');
  await expect(card.getByRole('list', { name: 'Tags' })).toContainText('guides');
  await expect(card.getByRole('cell', { name: 'held-out text' })).toBeVisible();
  await expect(card.getByRole('link', { name: 'a page' })).toHaveAttribute('rel', /noopener/);
  expect(await card.locator('img, script').count()).toBe(0);
  expect(await card.locator('a[href^="javascript"]').count()).toBe(0);
  expect(await page.title()).not.toBe('ran');
  await looksRight(page);

  await page.goto(`${product.url}/${product.team}/models/writer`);
  await page.getByRole('radio', { name: 'Completion' }).click();
  const suggested = page.getByRole('region', { name: 'From the model card' });
  await expect(suggested.getByRole('button')).toHaveText(['Of runners']);
  await suggested.getByRole('button').click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('A runner is');
  // It continues one text at a time.
  await expect(page.getByRole('button', { name: 'Another text' })).toHaveCount(0);
  await looksRight(page);
});

interface Event {
  seq: number;
  kind: string;
  data: { text: string; attempt: number };
}

async function eventsOf(product: SetUpProduct, id: string, after?: number): Promise<Event[]> {
  const response = await product.api(`/invocations/${id}/events`, { headers: after === undefined ? {} : { 'last-event-id': String(after) } });
  return [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '') as Event);
}
