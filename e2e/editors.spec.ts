import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

const PORTRAIT = path.join(import.meta.dirname, '../public/gallery/astronaut.jpg');

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ product }) => {
  const made = await product.json<{ status: string; error: unknown }>('/models/negative/versions?filename=negative.onnx&task=image-to-image', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', prefer: 'wait=60' },
    body: new Uint8Array(readFileSync(path.join(import.meta.dirname, 'fixtures/negative.onnx'))),
  });
  expect([made.status, made.error]).toEqual(['ready', null]);
});

async function open(page: Page, product: SetUpProduct): Promise<void> {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/negative`);
}

/** Mean of red, green and blue over a picture on the screen, 0 to 255. */
function meanOf(page: Page, name: string): Promise<number[]> {
  return page.getByRole('img', { name }).evaluate((element) => {
    const image = element as HTMLImageElement;
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    const sums = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) for (let c = 0; c < 3; c += 1) sums[c] = (sums[c] ?? 0) + (data[at + c] ?? 0);
    return sums.map((sum) => sum / (data.length / 4));
  });
}

test('a picture taken with the camera is sent, and its negative comes back', async ({ product, page }) => {
  await open(page, product);
  await page.getByRole('button', { name: 'Camera' }).click();
  await expect(page.getByLabel('What the camera sees')).toBeVisible();
  await looksRight(page);
  await expect.poll(() => page.getByLabel('What the camera sees').evaluate((video) => (video as HTMLVideoElement).videoWidth)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Take the picture' }).click();
  await expect(page.getByRole('img', { name: 'The picture to send: camera.jpg' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output image' }).getByRole('img', { name: 'Image' })).toBeVisible();
  const [sent, got] = [await meanOf(page, 'The picture to send: camera.jpg'), await meanOf(page, 'Image')];
  sent.forEach((value, index) => expect(Math.abs(255 - value - (got[index] ?? 0))).toBeLessThan(3));
});

test('a frame of a video is sent as a picture', async ({ product, page }) => {
  await open(page, product);
  const [half] = await Promise.all([redThenBlue(page), page.getByRole('button', { name: 'Camera' }).waitFor()]);
  await page.locator('input[type=file]').setInputFiles({ name: 'clip.webm', mimeType: 'video/webm', buffer: half });
  await page.getByRole('button', { name: 'Use this frame' }).waitFor();
  await looksRight(page);
  await page.getByLabel('Video: clip.webm').evaluate(async (element) => {
    const video = element as HTMLVideoElement;
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = 1.1;
    await seeked;
  });
  await page.getByRole('button', { name: 'Use this frame' }).click();
  const [red = 0, , blue = 0] = await meanOf(page, 'The picture to send: clip');
  expect(blue - red).toBeGreaterThan(150);
  await page.locator('input[type=file]').setInputFiles({ name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') });
  await expect(page.getByRole('alert').filter({ hasText: 'cannot play notes.mp4' })).toBeVisible();
});

/** A recording of the browser's own: a little under a second of red, then as much of blue. */
async function redThenBlue(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [64, 48];
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' });
    const chunks: Blob[] = [];
    recorder.ondataavailable = ({ data }) => chunks.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    const started = performance.now();
    while (performance.now() - started < 1600) {
      context.fillStyle = performance.now() - started < 700 ? '#f00' : '#00f';
      context.fillRect(0, 0, 64, 48);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(chunks).arrayBuffer())];
  });
  return Buffer.from(bytes);
}

test('a part of a picture is cut out by keyboard and sent', async ({ product, page }) => {
  await open(page, product);
  await page.locator('input[type=file]').setInputFiles(PORTRAIT);
  await page.getByRole('button', { name: 'Crop' }).click();
  const area = page.getByLabel('The part that is sent: arrow keys move it');
  await area.focus();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
  await looksRight(page);
  await page.getByRole('button', { name: 'Use this part' }).click();
  await expect(page.getByText(/astronaut-part\.jpg, .*, 256 × 256/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output image' }).getByRole('img', { name: 'Image' })).toBeVisible();
});

test('a picture that is pasted anywhere on the page is taken', async ({ product, page }) => {
  await open(page, product);
  await expect(page.getByText('Drop or paste a picture')).toBeVisible();
  const base64 = readFileSync(PORTRAIT).toString('base64');
  await page.evaluate((data) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'pasted.jpg', { type: 'image/jpeg' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, base64);
  await expect(page.getByRole('img', { name: 'The picture to send: pasted.jpg' })).toBeVisible();
});

test('before and after lie over each other, with an edge that arrow keys move', async ({ product, page }) => {
  await open(page, product);
  await page.locator('input[type=file]').setInputFiles(PORTRAIT);
  await expect(page.getByRole('img', { name: 'The picture to send: astronaut.jpg' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output image' });
  await output.getByRole('radio', { name: 'Before and after' }).click();
  const edge = output.getByRole('slider', { name: 'How much of what was sent is shown' });
  await expect(edge).toHaveValue('50');
  await edge.focus();
  for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveValue('45');
  await expect(output.getByRole('img', { name: 'What was sent' })).toHaveCSS('clip-path', 'inset(0px 55% 0px 0px)');
  await looksRight(page);
});
