import sharp from 'sharp';
import { captionerBundle, heldDrawings } from '../server/testing/bundles/captioner-bundle.ts';
import { SIDE } from '../server/testing/bundles/drawings.ts';
import { HZ, LETTER, speakerBundle } from '../server/testing/bundles/speaker-bundle.ts';
import { translatorBundle } from '../server/testing/bundles/translator-bundle.ts';
import { deployBundle } from './support/deploy-bundle.ts';
import { expect, test } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

test('a text is spoken, and its recording is played', async ({ product, page }) => {
  expect((await deployBundle(product, 'speaker', speakerBundle())).signature.task).toBe('text-to-audio');
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/speaker`);
  await page.getByRole('textbox', { name: /^Text/ }).fill('boat');
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output audio' });
  await expect(output.getByRole('img', { name: 'Speech' })).toBeVisible();
  const seconds = () => output.locator('audio').evaluate((player) => (player as HTMLAudioElement).duration);
  await expect.poll(seconds).toBeCloseTo((9 * LETTER) / HZ, 2);
  await looksRight(page);
});

test('a sentence is translated between the languages that are chosen', async ({ product, page }) => {
  expect((await deployBundle(product, 'translator', translatorBundle())).signature.task).toBe('translation');
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/translator`);
  await page.getByRole('textbox', { name: /^Text/ }).fill('the black ship sees the round fish.');
  await page.getByRole('combobox', { name: /^From/ }).click();
  await page.getByRole('option', { name: 'en' }).click();
  await page.getByRole('combobox', { name: /^To/ }).click();
  await page.getByRole('option', { name: 'fr' }).click();
  await page.getByRole('button', { name: /^Run/ }).click();
  await expect(page.getByRole('region', { name: 'Output text' })).toContainText('le navire noir voit le poisson rond.');
  await looksRight(page);
});

test('a drawing is described', async ({ product, page }) => {
  expect((await deployBundle(product, 'captioner', captionerBundle())).signature.task).toBe('image-to-text');
  const [drawing] = heldDrawings();
  const raw = { raw: { width: SIDE, height: SIDE, channels: 3 as const } };
  const picture = await sharp(drawing?.pixels, raw).png().toBuffer();
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/captioner`);
  await page.locator('input[type=file]').setInputFiles({ name: 'drawing.png', mimeType: 'image/png', buffer: picture });
  await expect(page.getByRole('img', { name: 'The picture to send: drawing.png' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output text' })).toContainText(drawing?.caption ?? '');
  await looksRight(page);
});
