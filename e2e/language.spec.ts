import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';
import { zipOf } from '../server/testing/bundles/zip-of.ts';
import { deployBundle } from './support/deploy-bundle.ts';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

test.describe.configure({ mode: 'serial' });

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
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('900');
  await page.getByRole('spinbutton', { name: 'At least' }).fill('900');
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('1.5');
  await page.getByRole('textbox', { name: 'Your message' }).fill('Tell me about runs');
  await page.keyboard.press('Enter');
  const log = page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('Tell me about runs')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(log.getByText('Model')).toBeVisible();
  await page.getByRole('spinbutton', { name: 'At least' }).fill('0');
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.7');
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('120');
  await page.getByRole('button', { name: 'Answer again' }).click();
  await expect(log.getByText(/tokens read · \d+ written/)).toHaveCount(1);
  await expect(log.getByText('Model', { exact: true })).toHaveCount(1);
  await looksRight(page);

  await page.getByRole('textbox', { name: 'System prompt' }).fill('You write guides.');
  await page.getByRole('textbox', { name: 'Your message' }).fill('And about versions?');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(log.getByText(/tokens read · \d+ written/)).toHaveCount(2);
  await page.reload();
  await expect(log.getByText('And about versions?')).toBeVisible();
  await log.getByRole('link', { name: 'Its run' }).last().click();
  await expect(page.getByRole('region', { name: 'Output completion' })).toContainText('written');
});

test('the same model goes on with a bare text, and its call runs as it stands', async ({ product, page }) => {
  await open(page, product);
  await page.getByRole('radio', { name: 'Completion' }).click();
  await page.getByRole('textbox', { name: /^Prompt/ }).fill('The worker');
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('40');
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output completion' });
  await expect(output.getByText(/10 tokens read · \d+ written/)).toBeVisible();
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
