import { expect, setUp, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { startProduct } from './support/product.ts';
import { signIn } from './support/sign-in.ts';

// A product of its own: a machine that is busy takes longer to load this model than other tests allow.
let product: SetUpProduct;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  product = await setUp(await startProduct());
});
test.afterAll(() => product.stop());

test('the word that is heard is marked as the recording plays, and a word that is chosen is heard', async ({ page }) => {
  test.setTimeout(400_000);
  const made = await product.json<{ status: string; error: unknown }>('/models/speech-writer/versions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=120' },
    body: JSON.stringify({ source: 'sample:speech-writer' }),
  });
  expect([made.status, made.error]).toEqual(['ready', null]);
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/speech-writer`);
  await page.getByRole('combobox', { name: 'Times' }).click();
  await page.getByRole('option', { name: 'word' }).click();
  // The list has the focus still: the chord runs the model all the same.
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output transcript' });
  const words = output.getByRole('group', { name: 'What is said' });
  await expect(words.getByRole('button')).not.toHaveCount(0, { timeout: 240_000 });
  await expect(words).toContainText('And Mr. John Dashwood had then leisure to consider');
  await expect(words.locator('[aria-current]')).toHaveCount(0);

  const spoken = await words.getByRole('button').allInnerTexts();
  const chosen = spoken.findIndex((word) => word.includes('Dashwood'));
  const word = words.getByRole('button').nth(chosen);
  const start = Number(/^[\d.]+/.exec((await word.getAttribute('title')) ?? '')?.[0]);
  expect(start).toBeGreaterThan(0);
  await word.click();
  const player = output.locator('audio');
  await expect(word).toHaveAttribute('aria-current', 'true');
  expect(await player.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThanOrEqual(start);

  const marked = () => words.getByRole('button').evaluateAll((all) => all.findIndex((one) => one.hasAttribute('aria-current')));
  await expect.poll(marked, { intervals: [50] }).toBeGreaterThan(chosen + 1);
  await expect(words.locator('[aria-current]')).toHaveCount(1);
  await player.evaluate((audio: HTMLAudioElement) => audio.pause());
  const [at, seconds] = [await marked(), await player.evaluate((audio: HTMLAudioElement) => audio.currentTime)];
  const [from = 0, to = 0] =
    /([\d.]+) to ([\d.]+)/
      .exec((await words.getByRole('button').nth(at).getAttribute('title')) ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  expect(seconds).toBeGreaterThanOrEqual(from - 0.05);
  expect(seconds).toBeLessThan(to + 0.5);

  await words.getByRole('button').nth(at).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect.poll(marked).toBe(at - 1);
  await player.evaluate((audio: HTMLAudioElement) => audio.pause());
  await looksRight(page);
});
