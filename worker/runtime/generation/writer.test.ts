import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../../server/testing/bundles/files-of.ts';
import { writerBundle } from '../../../server/testing/bundles/writer-bundle.ts';
import type { Piece } from '../../../server/signatures/bundle/piece.ts';
import { jsonValue, readJsonValue, type MediaValue } from '../../../server/signatures/value.ts';
import type { RunResult } from '../run-request.ts';
import { startRunner, type Runner } from '../runner-process.ts';
import { detectSandbox } from '../sandbox/detect-sandbox.ts';
import { library } from './library.ts';

interface Completion {
  generated_text: string;
  details: { finish_reason: string; prompt_tokens: number; generated_tokens: number; time_to_first_token_ms: number; tokens_per_second: number };
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const MESSAGES = [{ role: 'user', content: 'Tell me about the worker' }];
const bundle = writerBundle();
const work = mkdtempSync(path.join(tmpdir(), 'generation-'));
const runners: Runner[] = [];
let runner: Runner;

async function start(without: string[] = []): Promise<Runner> {
  const started = await startRunner({
    ...{ root: ROOT, sandbox: await detectSandbox(), files: filesOf(bundle, without), workFolder: work },
    ...{ memoryLimitBytes: 1_500_000_000, threads: 1, onLog: () => undefined },
  });
  runners.push(started);
  return started;
}

async function run(
  inputs: Record<string, unknown>,
  onChunk?: (chunk: Piece) => void,
): Promise<{ completion: Completion | null; error: RunResult['error']; streamed: string }> {
  let result: RunResult | undefined;
  let streamed = '';
  await runner.run([{ inputs: Object.entries(inputs).map(([name, data]) => jsonValue(name, data)), outputs: null }], {
    timeoutMs: 30_000,
    onChunk: (_, chunk) => {
      streamed += chunk.text;
      onChunk?.(chunk);
    },
    onResult: (_, answer) => (result = answer),
  });
  const [output] = result?.outputs ?? [];
  return { completion: output ? (readJsonValue(output as MediaValue) as Completion) : null, error: result?.error ?? null, streamed };
}

const textOf = async (inputs: Record<string, unknown>) => (await run(inputs)).completion?.generated_text;

beforeAll(async () => {
  runner = await start();
  await runner.load(await runner.inspect({ timeoutMs: 20_000 }), { timeoutMs: 60_000 });
}, 60_000);
afterAll(() => {
  for (const started of runners) started.kill('unloaded');
  rmSync(work, { recursive: true, force: true });
});

it('the model the others are tried with knows more of the language than how often each byte comes', () => {
  expect(bundle.perplexity.model).toBeLessThan(bundle.perplexity.unigram / 3);
});

describe('a bundle that goes on with text', () => {
  it('writes token for token what transformers.js writes by itself, greedy and drawn with a seed', async () => {
    const generate = await library.pipeline('text-generation', bundle.folder, { dtype: 'fp32', local_files_only: true });
    const direct = async (input: unknown, options: object) => {
      const [answer] = (await generate(input as string, { return_full_text: false, ...options } as never)) as unknown as {
        generated_text: string | { content: string }[];
      }[];
      const text = answer?.generated_text;
      return typeof text === 'string' ? text : text?.at(-1)?.content;
    };
    expect(await textOf({ prompt: 'The worker', max_new_tokens: 80 })).toBe(await direct('The worker', { max_new_tokens: 80, do_sample: false }));
    expect(await textOf({ messages: MESSAGES, max_new_tokens: 120 })).toBe(await direct(MESSAGES, { max_new_tokens: 120, do_sample: false }));
    library.random.seed(7);
    const drawn = await direct(MESSAGES, { max_new_tokens: 100, do_sample: true, temperature: 0.9, top_k: 40, repetition_penalty: 1.1 });
    expect(await textOf({ messages: MESSAGES, max_new_tokens: 100, temperature: 0.9, top_k: 40, repetition_penalty: 1.1, seed: 7 })).toBe(drawn);
  });

  it('streams the text it answers, piece by piece', async () => {
    let pieces = 0;
    const { completion, streamed } = await run({ prompt: 'A model', max_new_tokens: 60, temperature: 0.8, seed: 3 }, () => (pieces += 1));
    expect(streamed).toBe(completion?.generated_text);
    expect(pieces).toBeGreaterThan(3);
    expect(completion?.details).toMatchObject({ finish_reason: expect.stringMatching(/^(length|eos_token)$/) as string, prompt_tokens: 7 });
    expect(completion?.details.generated_tokens).toBeLessThanOrEqual(60);
  });

  it('draws the same with the same seed and otherwise with another, or none', async () => {
    const drawn = (seed?: number) => textOf({ prompt: 'A run', max_new_tokens: 60, temperature: 1, ...(seed === undefined ? {} : { seed }) });
    expect(await drawn(1)).toBe(await drawn(1));
    expect(await drawn(1)).not.toBe(await drawn(2));
    expect(await drawn()).not.toBe(await drawn());
  });

  it('draws only from the likeliest tokens that reach top_p', async () => {
    const greedy = await textOf({ prompt: 'A run', max_new_tokens: 60 });
    expect(await textOf({ prompt: 'A run', max_new_tokens: 60, temperature: 1, top_p: 0.001, seed: 1 })).toBe(greedy);
    expect(await textOf({ prompt: 'A run', max_new_tokens: 60, temperature: 1, top_k: 1, seed: 1 })).toBe(greedy);
    expect(await textOf({ prompt: 'A run', max_new_tokens: 60, temperature: 1, top_p: 1, seed: 1 })).not.toBe(greedy);
  });

  it('ends before a stop text, wherever its tokens begin, and hands out none of it', async () => {
    const whole = (await textOf({ prompt: 'The worker', max_new_tokens: 80 })) ?? '';
    const stop = whole.slice(8, 12);
    const { completion, streamed } = await run({ prompt: 'The worker', max_new_tokens: 80, stop: ['never said', stop] });
    expect([completion?.generated_text, completion?.details.finish_reason]).toEqual([whole.slice(0, whole.indexOf(stop)), 'stop_sequence']);
    expect(streamed).toBe(completion?.generated_text);
  });

  it('ends by itself at the end of an answer, also at the last token it may write, but not before it may', async () => {
    // Which seed gives a short answer depends on the text it was learnt from.
    for (let seed = 1; seed <= 20; seed += 1) {
      const sent = { messages: MESSAGES, max_new_tokens: 600, temperature: 0.9, seed };
      const { details } = (await run(sent)).completion ?? {};
      const count = details?.generated_tokens ?? 0;
      // There has to be room for a longer one.
      if (details?.finish_reason !== 'eos_token' || count > 500) continue;
      const upTo = async (most: number) => (await run({ ...sent, max_new_tokens: most })).completion?.details;
      expect(await upTo(count)).toMatchObject({ finish_reason: 'eos_token', generated_tokens: count });
      expect(await upTo(count - 1)).toMatchObject({ finish_reason: 'length', generated_tokens: count - 1 });
      const least = count + 20;
      expect((await run({ ...sent, min_new_tokens: least })).completion?.details.generated_tokens).toBeGreaterThanOrEqual(least);
      return;
    }
    throw new Error('no answer ended by itself');
  });

  it('a repetition penalty acts', async () => {
    expect(await textOf({ prompt: 'A run', max_new_tokens: 40, repetition_penalty: 2 })).not.toBe(await textOf({ prompt: 'A run', max_new_tokens: 40 }));
  });

  it('refuses a prompt that is too long, empty or sent twice, and messages nobody can read', async () => {
    const refused = async (inputs: Record<string, unknown>) => (await run(inputs)).error;
    expect(await refused({ prompt: 'x'.repeat(1024) })).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The prompt has 1024 tokens; this model reads up to 1024, with the answer.',
    });
    expect(await refused({})).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refused({ prompt: 'a', messages: MESSAGES })).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('Both') as string });
    expect(await refused({ messages: [{ role: 'captain', content: 'x' }] })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('"captain"') as string,
    });
    expect(await refused({ messages: [{ role: 'user', content: { a: 1 } }] })).toMatchObject({ code: 'INVALID_INPUT' });
    const { completion } = await run({ prompt: 'x'.repeat(1020), max_new_tokens: 500 });
    expect(completion?.details.generated_tokens).toBeLessThanOrEqual(4);
  });

  it('ends within a token when it is canceled, and writes the next text as ever', async () => {
    let canceledAt = 0;
    const { error } = await run({ prompt: 'A model', max_new_tokens: 1000, temperature: 1, seed: 5 }, () => {
      if (canceledAt === 0) {
        canceledAt = performance.now();
        runner.cancel([0]);
      }
    });
    expect(error?.code).toBe('CANCELED');
    expect(performance.now() - canceledAt).toBeLessThan(300);
    expect((await run({ prompt: 'A model', max_new_tokens: 5 })).completion?.details.generated_tokens).toBe(5);
  });
});

describe('a bundle that is not whole', () => {
  it.each([
    ['tokenizer.json', /`tokenizer\.json` is missing/],
    ['tokenizer_config.json', /`tokenizer_config\.json` is missing/],
  ])('without %s is refused before it is loaded, with what is missing', async (file, message) => {
    const lacking = await start([file]);
    await expect(lacking.inspect({ timeoutMs: 20_000 })).rejects.toMatchObject({ code: 'INVALID_MODEL', message: expect.stringMatching(message) as string });
  });

  it('without its configuration is a graph like any other', async () => {
    const lacking = await start(['config.json']);
    expect((await lacking.inspect({ timeoutMs: 20_000 })).task).toBe('tensor');
  });
});
