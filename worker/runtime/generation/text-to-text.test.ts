import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairBundle, prefixBundle, translatorBundle } from '../../../server/testing/bundles/translator-bundle.ts';
import { library } from './library.ts';
import { BundleRunner } from './testing/bundle-runner.ts';

interface Written {
  generated_text?: string;
  summary_text?: string;
  translation_text?: string;
  details: { finish_reason: string; prompt_tokens: number; generated_tokens: number };
}

const TEXT = 'the black ship sees the round fish.';
const TWO = `${TEXT} the captain likes the green lamp.`;
/** Nothing it ever read: it is of two minds about every word. */
const ODD = 'translate English to French: fish red black the sees paints round town the the';
const tasks = prefixBundle();
const translator = translatorBundle();
const pair = pairBundle();
const started: BundleRunner[] = [];

async function start(...args: Parameters<typeof BundleRunner.start>): Promise<BundleRunner> {
  const runner = await BundleRunner.start(...args);
  started.push(runner);
  return runner;
}

const written = async (runner: BundleRunner, inputs: Record<string, unknown>) => (await runner.run(inputs)).data as Written;
/** What the library writes by itself. */
async function direct(task: string, bundle: { folder: string }): Promise<(text: string, options: object) => Promise<Record<string, string> | undefined>> {
  const pipeline = (await library.pipeline(task as 'summarization', bundle.folder, { dtype: 'fp32', local_files_only: true })) as unknown as (
    text: string,
    options: object,
  ) => Promise<Record<string, string>[]>;
  return async (text, options) => (await pipeline(text, options))[0];
}

afterAll(() => started.forEach((runner) => runner.stop()));

it('the models the others are tried with answer what they never saw', () => {
  expect(Object.keys(tasks.exact)).toEqual(['en_to_de', 'en_to_fr', 'summary']);
  for (const [name, share] of [tasks, translator, pair].flatMap(({ exact }) => Object.entries(exact))) expect(share, name).toBeGreaterThan(0.9);
});

describe('text2text-generation', () => {
  let runner: BundleRunner;
  beforeAll(async () => void (runner = await start(tasks)), 60_000);

  it('writes token for token what transformers.js writes by itself, greedy and drawn with a seed', async () => {
    expect(runner.signature).toMatchObject({ task: 'text2text-generation', generation: { kind: 'text', contextLength: 112 } });
    const alone = await direct('text2text-generation', tasks);
    const text = `translate English to German: ${TEXT}`;
    const greedy = await written(runner, { text, max_new_tokens: 30 });
    expect(greedy.generated_text).toBe('das schwarze Schiff sieht den runden Fisch.');
    expect({ generated_text: greedy.generated_text }).toEqual(await alone(text, { max_new_tokens: 30 }));
    expect(greedy.details).toMatchObject({ finish_reason: 'eos_token', prompt_tokens: 14, generated_tokens: 9 });
    const drawn = await Promise.all(
      [3, 8].map((seed) => written(runner, { text: ODD, max_new_tokens: 30, temperature: 2, top_k: 60, repetition_penalty: 1.3, seed })),
    );
    for (const [index, seed] of [3, 8].entries()) {
      library.random.seed(seed);
      const options = { max_new_tokens: 30, do_sample: true, temperature: 2, top_k: 60, repetition_penalty: 1.3 };
      expect(await alone(ODD, options)).toEqual({ generated_text: drawn[index]?.generated_text });
    }
    expect(drawn[0]?.generated_text).not.toBe(drawn[1]?.generated_text);
  }, 60_000);

  it('streams the text it answers', async () => {
    const { data, streamed } = await runner.run({ text: `summarize: ${TWO}` });
    expect(streamed).toBe((data as Written).generated_text);
  });

  it('writes as many tokens as are asked for, at least and at most, and stops before a text', async () => {
    const text = `summarize: ${TWO}`;
    expect((await written(runner, { text, max_new_tokens: 3 })).details).toMatchObject({ finish_reason: 'length', generated_tokens: 3 });
    expect((await written(runner, { text, min_new_tokens: 20, max_new_tokens: 25 })).details.generated_tokens).toBeGreaterThanOrEqual(20);
    const stopped = await written(runner, { text, stop: ' sees' });
    expect([stopped.generated_text, stopped.details.finish_reason]).toEqual(['the black ship', 'stop_sequence']);
  });

  it('draws from the likeliest alone where top_p or top_k say so', async () => {
    const text = ODD;
    const { generated_text: greedy } = await written(runner, { text });
    expect((await written(runner, { text, temperature: 2, top_p: 0.001, seed: 1 })).generated_text).toBe(greedy);
    expect((await written(runner, { text, temperature: 2, top_k: 1, seed: 1 })).generated_text).toBe(greedy);
    expect((await written(runner, { text, temperature: 2, seed: 1 })).generated_text).not.toBe(greedy);
  });

  it('refuses a text that is empty, a list, or longer than the model reads', async () => {
    expect((await runner.run({ text: ' ' })).error).toMatchObject({ code: 'INVALID_INPUT', message: 'Input `text` is empty, or a list: send one text.' });
    expect((await runner.run({ text: [TEXT] })).error).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await runner.run({ text: 'fish '.repeat(150) })).error).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'The text has 151 tokens; this model reads up to 112.',
    });
  });
});

describe('summarization', () => {
  it('puts the words before a text that its configuration has for the task, as transformers.js does', async () => {
    const runner = await start(tasks, { choice: { task: 'summarization' } });
    expect(runner.signature.guess?.assumptions).toContain('What is sent is put behind "summarize: ".');
    const answer = await written(runner, { text: TWO, max_new_tokens: 40 });
    expect(answer.summary_text).toBe(TEXT);
    expect({ summary_text: answer.summary_text }).toEqual(await (await direct('summarization', tasks))(TWO, { max_new_tokens: 40 }));
    library.random.seed(5);
    const drawn = await (await direct('summarization', tasks))(TWO, { max_new_tokens: 40, do_sample: true, temperature: 2, top_k: 0 });
    expect({ summary_text: (await written(runner, { text: TWO, max_new_tokens: 40, temperature: 2, seed: 5 })).summary_text }).toEqual(drawn);
  }, 60_000);
});

describe('translation', () => {
  it('by a model that is told what to do takes the pair of languages', async () => {
    const runner = await start(tasks, { choice: { task: 'translation' } });
    expect(runner.signature.inputs.find(({ name }) => name === 'pair')).toMatchObject({ choices: ['en_to_de', 'en_to_fr'], default: 'en_to_de' });
    expect((await written(runner, { text: TEXT })).translation_text).toBe('das schwarze Schiff sieht den runden Fisch.');
    expect((await written(runner, { text: TEXT, pair: 'en_to_fr' })).translation_text).toBe('le navire noir voit le poisson rond.');
    const alone = await (await direct('text2text-generation', tasks))(`translate English to French: ${TEXT}`, { max_new_tokens: 40 });
    expect(alone?.generated_text).toBe('le navire noir voit le poisson rond.');
  }, 60_000);

  it('by a model of one pair takes the text alone, and each token as it comes where its configuration asks for beams', async () => {
    const runner = await start(pair);
    expect(runner.signature).toMatchObject({ task: 'translation', generation: { kind: 'text' } });
    expect(runner.signature.inputs.map(({ name }) => name)).not.toContain('pair');
    expect(runner.signature.guess?.assumptions.join()).toContain('a search with 4 beams, which is not done');
    const answer = await written(runner, { text: TEXT });
    expect(answer.translation_text).toBe('das schwarze Schiff sieht den runden Fisch.');
    expect({ translation_text: answer.translation_text }).toEqual(await (await direct('translation', pair))(TEXT, { max_new_tokens: 63 }));
    // Where it is cut off it has to write its end: that is no end it came to.
    const cut = await written(runner, { text: TEXT, max_new_tokens: 4 });
    expect(cut.details).toMatchObject({ finish_reason: 'length', generated_tokens: 4 });
    expect({ translation_text: cut.translation_text }).toEqual(await (await direct('translation', pair))(TEXT, { max_new_tokens: 4 }));
  }, 60_000);

  describe('between many languages', () => {
    let runner: BundleRunner;
    beforeAll(async () => void (runner = await start(translator)), 60_000);

    it('writes token for token what transformers.js writes by itself, whatever was asked before', async () => {
      expect(runner.signature).toMatchObject({ task: 'translation', generation: { kind: 'text' } });
      expect(runner.signature.inputs.find(({ name }) => name === 'tgt_lang')).toMatchObject({ required: true, choices: ['en', 'de', 'fr'] });
      const alone = await direct('translation', translator);
      const cases = [
        ['en', 'de', TEXT, 'das schwarze Schiff sieht den runden Fisch.'],
        ['en', 'fr', TEXT, 'le navire noir voit le poisson rond.'],
        ['de', 'fr', 'die rote Fahne mag das Netz.', 'la bannière rouge aime le filet.'],
        ['fr', 'en', 'la ville verte trouve le marin.', 'the green town finds the sailor.'],
      ] as const;
      for (const [src_lang, tgt_lang, text, wanted] of cases) {
        const answer = await written(runner, { text, src_lang, tgt_lang, max_new_tokens: 30 });
        expect(answer.translation_text).toBe(wanted);
        expect(await alone(text, { src_lang, tgt_lang, max_new_tokens: 30 })).toEqual({ translation_text: wanted });
      }
      library.random.seed(11);
      const drawn = await alone(TEXT, { src_lang: 'en', tgt_lang: 'de', max_new_tokens: 30, do_sample: true, temperature: 1.9, top_k: 0 });
      const sent = { text: TEXT, src_lang: 'en', tgt_lang: 'de', max_new_tokens: 30, temperature: 1.9, seed: 11 };
      expect({ translation_text: (await written(runner, sent)).translation_text }).toEqual(drawn);
    });

    it('refuses a language it does not know', async () => {
      expect((await runner.run({ text: TEXT, src_lang: 'en', tgt_lang: 'xx' })).error).toMatchObject({
        code: 'INVALID_INPUT',
        message: 'This model does not know the language xx.',
        suggestions: ['It knows en, de, fr.'],
      });
    });
  });
});

it('a tokenizer that cannot be told languages is not asked to translate into one', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deaf-'));
  cpSync(translator.folder, folder, { recursive: true });
  const file = path.join(folder, 'tokenizer_config.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('M2M100Tokenizer', 'T5Tokenizer'));
  try {
    const runner = await start({ folder, files: translator.files });
    expect((await runner.run({ text: TEXT, src_lang: 'en', tgt_lang: 'de' })).error).toMatchObject({
      code: 'INVALID_MODEL',
      message: 'The tokenizer of this model cannot be told languages.',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a bundle of an encoder and a decoder that is not whole', () => {
  it.each([
    ['onnx/decoder_model_merged.onnx', /no `decoder_model_merged.onnx`/],
    ['onnx/encoder_model.onnx', /no `encoder_model.onnx`/],
    ['tokenizer.json', /`tokenizer\.json` is missing/],
  ])('without %s is refused before it is loaded, with what is missing', async (file, message) => {
    await expect(start(tasks, { without: [file] })).rejects.toMatchObject({ code: 'INVALID_MODEL', message: expect.stringMatching(message) as string });
  });
});
