import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, createReadStream, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { env, pipeline } from '@huggingface/transformers';
import OpenAI from 'openai';
import { embedderBundle } from '../server/testing/bundles/embedder-bundle.ts';
import { writerBundle } from '../server/testing/bundles/writer-bundle.ts';
import { deployBundle } from './support/deploy-bundle.ts';
import { expect, test, type SetUpProduct } from './support/fixtures.ts';
import { signIn } from './support/sign-in.ts';

const READING = path.join(import.meta.dirname, '../public/gallery/reading.mp3');
const ASKED = [
  { role: 'system' as const, content: 'You write guides.' },
  { role: 'user' as const, content: 'Tell me about runs' },
];

const execute = promisify(execFile);

test.describe.configure({ mode: 'serial' });

let client: OpenAI;
env.allowRemoteModels = false;

test.beforeAll(async ({ product }) => {
  test.setTimeout(180_000);
  client = new OpenAI({ baseURL: `${product.url}/v1`, apiKey: product.key, maxRetries: 0 });
  await deployBundle(product, 'writer', writerBundle());
  await deployBundle(product, 'embedder', embedderBundle());
  const made = await product.json<{ status: string; error: unknown }>('/models/speech-writer/versions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=120' },
    body: JSON.stringify({ source: 'sample:speech-writer' }),
  });
  expect([made.status, made.error]).toEqual(['ready', null]);
});

test('lists the models that have a call here', async ({ product }) => {
  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  expect(names).toEqual(expect.arrayContaining(['embedder', 'speech-writer', 'writer']));
  expect(names.some((name) => ['iris', 'faces', 'reader'].includes(name))).toBe(false);
  expect(await client.models.retrieve('writer')).toMatchObject({ id: 'writer', object: 'model', owned_by: product.team });
  await expect(client.models.retrieve('nobody')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});

test('answers a conversation, whole and in pieces, the same with the same seed', async () => {
  const request = { model: 'writer', messages: ASKED, max_completion_tokens: 60, temperature: 0.8, seed: 4 };
  const whole = await client.chat.completions.create(request);
  const [choice] = whole.choices;
  expect(whole).toMatchObject({ object: 'chat.completion', model: 'writer' });
  expect(whole.usage?.total_tokens).toBe((whole.usage?.prompt_tokens ?? 0) + (whole.usage?.completion_tokens ?? 0));
  expect([['length', 'stop'].includes(choice?.finish_reason ?? ''), choice?.message.role]).toEqual([true, 'assistant']);
  let text = '';
  let pieces = 0;
  let usage: OpenAI.CompletionUsage | null | undefined;
  let finish: string | null | undefined;
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })) {
    text += chunk.choices[0]?.delta.content ?? '';
    pieces += 1;
    finish = chunk.choices[0]?.finish_reason ?? finish;
    usage = chunk.usage ?? usage;
  }
  expect([text, finish, usage]).toEqual([choice?.message.content, choice?.finish_reason, whole.usage]);
  expect(pieces).toBeGreaterThan(3);
  const parts = ASKED.map(({ role, content }) => ({ role, content: [{ type: 'text' as const, text: content }] }));
  expect((await client.chat.completions.create({ ...request, messages: parts as never })).choices[0]?.message.content).toBe(choice?.message.content);
});

test('goes on with a prompt, up to a stop text', async () => {
  const plain = await client.completions.create({ model: 'writer', prompt: 'The worker', max_tokens: 50, temperature: 0 });
  const text = plain.choices[0]?.text ?? '';
  const stop = text.slice(8, 11);
  const stopped = await client.completions.create({ model: 'writer', prompt: 'The worker', max_tokens: 50, temperature: 0, stop: [stop] });
  expect([stopped.choices[0]?.text, stopped.choices[0]?.finish_reason]).toEqual([text.slice(0, text.indexOf(stop)), 'stop']);
  let streamed = '';
  for await (const chunk of await client.completions.create({ model: 'writer', prompt: 'The worker', max_tokens: 50, temperature: 0, stream: true })) {
    streamed += chunk.choices[0]?.text ?? '';
  }
  expect(streamed).toBe(text);
});

test('refuses by name what it does not do, and says why a model is the wrong one', async () => {
  const chat = (more: object) => client.chat.completions.create({ model: 'writer', messages: ASKED, ...more } as never);
  for (const [param, value] of Object.entries({
    n: 2,
    frequency_penalty: 0.5,
    tools: [{ type: 'function' }],
    logprobs: true,
    made_up: 1,
    response_format: { type: 'json_object' },
  })) {
    await expect(chat({ [param]: value })).rejects.toMatchObject({ status: 400, param, type: 'invalid_request_error' });
  }
  await expect(chat({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] })).rejects.toMatchObject({ status: 400 });
  await expect(chat({ messages: [{ role: 'user', content: 'x', name: 'ada' }] })).rejects.toMatchObject({ status: 400, param: 'messages.0.name' });
  await expect(chat({ model: 'embedder' })).rejects.toMatchObject({
    status: 400,
    param: 'model',
    message: expect.stringContaining('feature-extraction') as unknown,
  });
  await expect(client.embeddings.create({ model: 'writer', input: 'x' })).rejects.toMatchObject({ status: 400, param: 'model' });
  await expect(client.embeddings.create({ model: 'embedder', input: 'x', dimensions: 8 })).rejects.toMatchObject({ status: 400, param: 'dimensions' });
  await expect(chat({ messages: [{ role: 'user', content: 'x'.repeat(2000) }] })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('tokens') as unknown,
  });
  await expect(new OpenAI({ baseURL: client.baseURL, apiKey: 'mk_no', maxRetries: 0 }).models.list()).rejects.toMatchObject({ status: 401 });
});

test('turns texts into the vectors transformers.js makes of them, as numbers and in base64', async () => {
  const texts = ['The worker runs models', 'A runner is a process of the worker', 'A password is stored as its hash'];
  const embed = await pipeline('feature-extraction', embedderBundle().folder, { dtype: 'fp32', local_files_only: true });
  const direct = (await embed(texts, { pooling: 'mean', normalize: true })).tolist() as number[][];
  const { data, usage } = await client.embeddings.create({ model: 'embedder', input: texts });
  expect(usage.prompt_tokens).toBeGreaterThan(15);
  const numbers = await client.embeddings.create({ model: 'embedder', input: texts, encoding_format: 'float' });
  for (const [index, vector] of direct.entries()) {
    for (const [at, value] of vector.entries()) {
      expect(data[index]?.embedding[at]).toBeCloseTo(value, 5);
      expect(numbers.data[index]?.embedding[at]).toBeCloseTo(value, 5);
    }
  }
  const likeness = (a: number, b: number) => data[a]?.embedding.reduce((sum, value, at) => sum + value * (data[b]?.embedding[at] ?? 0), 0) ?? 0;
  expect(likeness(0, 1)).toBeGreaterThan(likeness(0, 2));
});

test('writes down a recording, in every form', async ({ product }) => {
  test.setTimeout(120_000);
  const file = () => createReadStream(READING);
  const plain = await client.audio.transcriptions.create({ model: 'speech-writer', file: file() });
  expect(plain.text).toMatch(/^And Mr\. John Dashwood had then leisure to consider/);
  const verbose = await client.audio.transcriptions.create({ model: 'speech-writer', file: file(), response_format: 'verbose_json', language: 'en' });
  expect(verbose).toMatchObject({ duration: 7.1, language: 'en', text: plain.text });
  expect(verbose.segments?.length).toBeGreaterThan(0);
  const words = await client.audio.transcriptions.create({
    model: 'speech-writer',
    file: file(),
    response_format: 'verbose_json',
    timestamp_granularities: ['word'],
  });
  expect(words.words?.map(({ word }) => word)).toContain('Dashwood');
  const srt = await client.audio.transcriptions.create({ model: 'speech-writer', file: file(), response_format: 'srt' });
  expect(srt).toMatch(/^1\n00:00:00,000 --> 00:00:0\d,\d{3}\nAnd Mr\. John/);
  const vtt = await client.audio.transcriptions.create({ model: 'speech-writer', file: file(), response_format: 'vtt' });
  expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /);
  let streamed = '';
  for await (const event of await client.audio.transcriptions.create({ model: 'speech-writer', file: file(), stream: true })) {
    if (event.type === 'transcript.text.delta') streamed += event.delta;
  }
  expect(streamed.trim()).toBe(plain.text);
  await expect(client.audio.transcriptions.create({ model: 'speech-writer', file: file(), prompt: 'Austen' })).rejects.toMatchObject({
    status: 400,
    param: 'prompt',
  });
  await expect(client.audio.transcriptions.create({ model: 'speech-writer', file: file(), language: 'klingon' })).rejects.toMatchObject({ status: 400 });
  const runs = await runsOf(product);
  expect(runs.every(({ status }) => status === 'succeeded')).toBe(true);
});

test('a reader who leaves a stream ends its run', async ({ product }) => {
  const stream = await client.chat.completions.create({
    model: 'writer',
    messages: ASKED,
    max_completion_tokens: 900,
    temperature: 1.5,
    stream: true,
    min_tokens: 900,
  } as OpenAI.ChatCompletionCreateParamsStreaming);
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
  await expect.poll(async () => (await runsOf(product, 'writer'))[0]?.status, { timeout: 5_000 }).toBe('canceled');
});

const COMMANDS: Record<string, (code: string) => [string, string[]]> = {
  curl: (code) => ['bash', ['-c', code]],
  Python: (code) => ['python3', ['-c', code]],
  TypeScript: (code) => [process.execPath, ['--input-type=module-typescript', '-e', code]],
  'OpenAI, TypeScript': (code) => [process.execPath, ['--input-type=module-typescript', '-e', code]],
  // OpenAI's client for Python is no dependency of this project: its call is run where a machine has it.
  ...(hasPythonClient() ? { 'OpenAI, Python': (code: string): [string, string[]] => ['python3', ['-c', code]] } : {}),
};

test('every call that is shown of a model of language runs as it is', async ({ product, page }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'calls-'));
  copyFileSync(READING, path.join(folder, 'recording.wav'));
  symlinkSync(path.join(import.meta.dirname, '../node_modules'), path.join(folder, 'node_modules'));
  const runAll = async (of: string, expected: RegExp) => {
    for (const [tab, command] of Object.entries(COMMANDS)) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      const code = await page.getByRole('region', { name: 'Call it' }).locator('pre').innerText();
      const [file, args] = command(code);
      const { stdout } = await execute(file, args, { cwd: folder, env: { ...process.env, MOORAGE_KEY: product.key } });
      expect(`${tab} of ${of}: ${stdout}`).toMatch(expected);
    }
  };
  await signIn(page, product.url);
  const open = (model: string, tab = '') => page.goto(`${product.url}/${product.team}/models/${model}${tab}`);
  await open('writer', '/api');
  await runAll('writer', /: [\s\S]*\w{3}/);
  await open('embedder', '/api');
  await runAll('embedder', /-?0\.\d{3}/);
  await open('speech-writer', '/api');
  await runAll('speech-writer', /And Mr\. John Dashwood/);

  await open('writer');
  await page.getByRole('textbox', { name: 'System prompt' }).fill("You write guides: 'short' ones.");
  await page.getByRole('spinbutton', { name: 'New tokens' }).fill('30');
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByRole('spinbutton', { name: 'At least' }).fill('5');
  await page.getByRole('spinbutton', { name: 'Top k' }).fill('20');
  await page.getByRole('textbox', { name: 'Stop at' }).fill('zzzz');
  await runAll('a conversation', /: [\s\S]*\w{3}/);
  await page.getByRole('radio', { name: 'Completion' }).click();
  await page.getByRole('textbox', { name: /^Prompt/ }).fill('The worker');
  await runAll('a completion', /: [\s\S]*\w{3}/);
});

function hasPythonClient(): boolean {
  return spawnSync('python3', ['-c', 'import openai']).status === 0;
}

async function runsOf(product: SetUpProduct, model = 'speech-writer'): Promise<{ status: string }[]> {
  return (await product.json<{ items: { status: string }[] }>(`/invocations?model=${model}`)).items;
}
