import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { signIn } from './support/sign-in.ts';

/** Every sample: its model, its licence, its example, and what stands on the screen when that came out right. */
const SAMPLES: { title: string; model: string; licence: string; example: string; answer(output: Locator): Promise<void> }[] = [
  {
    ...{ title: 'PP-OCRv4', model: 'text-reader', licence: 'MIT, weights Apache-2.0', example: 'Invoice No. 20417' },
    answer: (output) => expect(output.getByRole('listitem').filter({ hasText: 'Invoice No. 20417' })).toBeVisible(),
  },
  {
    ...{ title: 'BlazeFace', model: 'face-finder', licence: 'Apache-2.0', example: 'One face' },
    async answer(output) {
      await expect(output.locator('svg rect')).toHaveCount(1);
      await expect(output.getByText(/92.\d/).first()).toBeVisible();
    },
  },
  {
    ...{ title: 'Detypify', model: 'symbol-namer', licence: 'MIT', example: 'An arrow' },
    answer: (output) => expect(output.getByRole('listitem').first()).toContainText(/arrow/i),
  },
  {
    ...{ title: 'Silero VAD', model: 'speech-finder', licence: 'MIT', example: 'Two sentences' },
    answer: (output) => expect(output.getByText(/^Speech 2 times/)).toBeVisible(),
  },
  {
    ...{ title: 'Whisper tiny', model: 'speech-writer', licence: 'Apache-2.0', example: 'A sentence of Jane Austen' },
    answer: (output) => expect(output.getByText(/Mr\. John Dashwood had then leisure to consider/)).toBeVisible({ timeout: 30_000 }),
  },
  {
    ...{ title: 'Language of a text', model: 'language-namer', licence: 'Apache-2.0', example: 'German' },
    answer: (output) => expect(output.getByRole('listitem').first()).toContainText('German'),
  },
  {
    ...{ title: 'Iris', model: 'iris', licence: 'Apache-2.0', example: 'A setosa' },
    answer: (output) => expect(output.getByRole('listitem').first()).toContainText('setosa'),
  },
];

test.describe.configure({ mode: 'serial' });

for (const sample of SAMPLES) {
  test(`${sample.title} is one click, and its example gives what it is known to give`, async ({ product, page }) => {
    test.setTimeout(120_000);
    await signIn(page, product.url);
    await page.goto(`${product.url}/${product.team}/models/deploy`);
    const card = page.getByRole('region', { name: sample.title });
    await expect(card).toContainText(sample.licence);
    await card.getByRole('button').click();
    await expect(page.getByRole('heading', { name: `${sample.model} v1 is ready` })).toBeVisible({ timeout: 90_000 });
    // The test input is run as soon as there is something to run it on.
    await sample.answer(page.getByRole('region', { name: /^Output / }).first());
    await page.getByRole('link', { name: 'Try it' }).click();
    await page.waitForURL(`**/models/${sample.model}`);
    await page.getByRole('button', { name: sample.example }).click();
    await page.keyboard.press('Control+Enter');
    await sample.answer(page.getByRole('region', { name: /^Output / }).first());
  });
}

test('the gallery has no accessibility fault, in either theme and on a phone', async ({ product, page }) => {
  await signIn(page, product.url);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${product.url}/${product.team}/models/deploy`);
      await expect(page.getByRole('region', { name: 'Samples' }).getByRole('listitem')).toHaveCount(SAMPLES.length);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
  }
});

test('a sample that does not exist is refused with those that do', async ({ product }) => {
  const response = await product.api('/models/none/versions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'sample:none' }),
  });
  expect(response.status).toBe(400);
  expect(JSON.stringify(await response.json())).toContain('text-reader, face-finder');
});
