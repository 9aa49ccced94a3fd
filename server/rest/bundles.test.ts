import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { captionerBundle, heldDrawings } from '../testing/bundles/captioner-bundle.ts';
import { SIDE } from '../testing/bundles/drawings.ts';
import type { KeptBundle } from '../testing/bundles/keep-bundle.ts';
import { HZ, LETTER, speakerBundle } from '../testing/bundles/speaker-bundle.ts';
import { prefixBundle, translatorBundle } from '../testing/bundles/translator-bundle.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

const TEXT = 'the black ship sees the round fish.';
let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct();
  await deploy('tasks', prefixBundle(), 'text2text-generation');
  await deploy('translator', translatorBundle(), 'translation');
  await deploy('captioner', captionerBundle(), 'image-to-text');
  await deploy('speaker', speakerBundle(), 'text-to-audio');
}, 240_000);
afterAll(() => product?.stop());

interface Version {
  status: string;
  error: unknown;
  signature: { task: string };
}
interface Run {
  id: string;
  status: string;
  error: unknown;
  outputs: { name: string; data?: Record<string, string>; url?: string; mediaType?: string; sizeBytes?: number }[];
}

async function deploy(model: string, { folder, files }: KeptBundle, task: string): Promise<void> {
  const form = new FormData();
  for (const name of files) form.append('file', new Blob([new Uint8Array(readFileSync(path.join(folder, name)))]), name);
  const made = (await (await call(`/models/${model}/versions`, { body: form, headers: { prefer: 'wait=60' } })).json()) as Version;
  expect([made.status, made.error, made.signature.task]).toEqual(['ready', null, task]);
}

function call(target: string, { body, headers = {} }: { body: BodyInit; headers?: Record<string, string> }): Promise<Response> {
  return product.web.call(`/api/v1${target}`, { key: product.key, method: 'POST', headers, body });
}

async function ask(model: string, inputs: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ inputs: Object.entries(inputs).map(([name, data]) => ({ name, data })) });
  return call(`/models/${model}/invocations`, { body, headers: { 'content-type': 'application/json', ...headers } });
}

const answerOf = async (response: Response) => {
  const run = (await response.json()) as Run;
  expect([run.status, run.error]).toEqual(['succeeded', null]);
  return run.outputs[0];
};

it('text becomes text, and another task of the same files is another version of them', async () => {
  const german = 'das schwarze Schiff sieht den runden Fisch.';
  expect((await answerOf(await ask('tasks', { text: `translate English to German: ${TEXT}` })))?.data).toMatchObject({ generated_text: german });
  const chosen = await call('/models/tasks/versions/1/signature', {
    body: JSON.stringify({ choice: { task: 'translation' } }),
    headers: { 'content-type': 'application/json', prefer: 'wait=60' },
  });
  expect(await chosen.json()).toMatchObject({ status: 'ready', number: 2, signature: { task: 'translation' } });
  const french = 'le navire noir voit le poisson rond.';
  expect((await answerOf(await ask('tasks@2', { text: TEXT, pair: 'en_to_fr' })))?.data).toMatchObject({ translation_text: french });
});

it('a translator wants to know from which language into which', async () => {
  const answer = await answerOf(await ask('translator', { text: TEXT, src_lang: 'en', tgt_lang: 'fr' }));
  expect(answer?.data).toMatchObject({ translation_text: 'le navire noir voit le poisson rond.' });
  const refused = await ask('translator', { text: TEXT, src_lang: 'en', tgt_lang: 'xx' });
  expect([refused.status, await refused.json()]).toMatchObject([
    400,
    { error: { code: 'INVALID_INPUT', message: expect.stringContaining('tgt_lang') as string } },
  ]);
});

it('a picture that is sent as the body is described', async () => {
  const [drawing] = heldDrawings();
  const picture = await sharp(drawing?.pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
  const answer = await answerOf(await call('/models/captioner/invocations', { body: new Uint8Array(picture), headers: { 'content-type': 'image/png' } }));
  expect(answer?.data).toMatchObject({ generated_text: drawing?.caption });
});

it('speech is answered as a link to its recording, or as the recording itself', async () => {
  const output = await answerOf(await ask('speaker', { text: 'boat' }));
  const size = 44 + 2 * 9 * LETTER;
  expect(output).toMatchObject({ name: 'audio', mediaType: 'audio/wav', sizeBytes: size });
  const linked = await product.web.call(String(output?.url), { key: product.key });
  expect([linked.status, linked.headers.get('content-type')]).toEqual([200, 'audio/wav']);
  const bytes = Buffer.from(await linked.arrayBuffer());
  expect([bytes.length, bytes.toString('latin1', 0, 4), bytes.readUInt32LE(24)]).toEqual([size, 'RIFF', HZ]);
  const itself = await ask('speaker', { text: 'boat' }, { accept: 'audio/wav' });
  expect([itself.status, itself.headers.get('content-type')]).toEqual([200, 'audio/wav']);
  expect(Buffer.from(await itself.arrayBuffer()).equals(bytes)).toBe(true);
});

it('a text with nothing to say, and one that is too long, are refused', async () => {
  expect((await ask('speaker', { text: '…' })).status).toBe(400);
  const long = await ask('speaker', { text: 'a'.repeat(2001) });
  expect([long.status, await long.json()]).toMatchObject([413, { error: { message: expect.stringContaining('up to 2000') as string } }]);
});
