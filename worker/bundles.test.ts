import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLED_TASKS, knownWords, MAX_LENGTH, PICTURE_SIDE, taskBundle, type BundledTask } from '../server/testing/bundles/task-bundle.ts';
import { startTestProduct, type TestProduct } from '../server/testing/start-test-product.ts';
import { library } from './runtime/generation/library.ts';

/*
 * Every task of one pass: its bundle is deployed as a person deploys it, run over the API, and asked the same by
 * transformers.js itself. Where that departs from transformers, the reference is said.
 */

interface Version {
  status: string;
  error: unknown;
  signature: { task: string; guess: { task: string; confidence: number; alternatives: { task: string }[] } };
}
interface Answer {
  status: string;
  error: { code: string; message: string } | null;
  outputs: { name: string; data: unknown }[];
}
interface Scored {
  label: string;
  score: number;
}

const WORDS = knownWords();
/** A text of words that are one token each, none twice. */
const sentence = (from: number, count: number) => WORDS.slice(from, from + count).join(' ');
const TEXT = `${sentence(3, 9)}, unbelievable ${sentence(20, 5)}.`;
const PIXELS = Uint8Array.from({ length: PICTURE_SIDE ** 2 * 3 }, (_, at) => (at * 37 + Math.floor(at / 191) * 53) % 256);
let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct();
}, 60_000);
afterAll(() => product.stop());

async function deploy(task: BundledTask): Promise<Version> {
  const { folder, files } = taskBundle(task);
  const form = new FormData();
  for (const name of files) form.append('file', new Blob([new Uint8Array(readFileSync(path.join(folder, name)))]), name);
  const sent = { key: product.key, method: 'POST', headers: { prefer: 'wait=60' }, body: form };
  const version = (await (await product.web.call(`/api/v1/models/${task}/versions`, sent)).json()) as Version;
  expect([version.status, version.error]).toEqual(['ready', null]);
  return version;
}

async function run(task: BundledTask, inputs: Record<string, unknown>): Promise<Answer['outputs']> {
  const body = JSON.stringify({ inputs: Object.entries(inputs).map(([name, data]) => ({ name, data })) });
  const sent = { key: product.key, method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const answer = (await (await product.web.call(`/api/v1/models/${task}/invocations`, sent)).json()) as Answer;
  expect([answer.status, answer.error]).toEqual(['succeeded', null]);
  return answer.outputs;
}

const ask = async <T>(task: BundledTask, inputs: Record<string, unknown>) => (await run(task, inputs))[0]?.data as T;
const png = async () =>
  (
    await sharp(PIXELS, { raw: { width: PICTURE_SIDE, height: PICTURE_SIDE, channels: 3 } })
      .png()
      .toBuffer()
  ).toString('base64');
const picture = () => new library.RawImage(PIXELS, PICTURE_SIDE, PICTURE_SIDE, 3);
const reference = <T extends BundledTask>(task: T) => library.pipeline(task, taskBundle(task).folder, { dtype: 'fp32', local_files_only: true });

/** Equal but for what float32 leaves open. */
function near(found: readonly number[], wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  found.forEach((number, at) => expect(Math.abs(number - (wanted[at] ?? Number.NaN)), `${at}`).toBeLessThan(1e-5));
}

function sameScores(found: readonly Scored[], wanted: readonly Scored[]): void {
  expect(found.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
  near(
    found.map(({ score }) => score),
    wanted.map(({ score }) => score),
  );
}

// What a deployment measures takes its time on a busy machine.
test.each(BUNDLED_TASKS)('a bundle for %s is told for what it is', { timeout: 60_000 }, async (task) => {
  const { signature } = await deploy(task);
  expect([signature.task, signature.guess.confidence > 0.9]).toEqual([task, true]);
  if (task === 'zero-shot-classification') expect(signature.guess.alternatives).toContainEqual(expect.objectContaining({ task: 'text-classification' }));
});

describe('texts', () => {
  test('become the same vectors, alone and together', async () => {
    const embed = await reference('feature-extraction');
    const texts = [TEXT, sentence(40, 3)];
    const wanted = (await embed(texts, { pooling: 'mean', normalize: true })).tolist() as number[][];
    const found = await ask<number[][]>('feature-extraction', { text: texts });
    found.forEach((vector, at) => near(vector, wanted[at] ?? []));
    near(await ask<number[]>('feature-extraction', { text: texts[1] }), wanted[1] ?? []);
  });

  test('are of the same class', async () => {
    const classify = await reference('text-classification');
    sameScores(await ask<Scored[]>('text-classification', { text: TEXT }), (await classify(TEXT, { top_k: 4 })) as Scored[]);
  });

  test('are cut where they are too long', async () => {
    // As transformers does it: the library cuts the closing [SEP] off, so it is given as many words as fit with it.
    const classify = await reference('text-classification');
    const wanted = (await classify(sentence(0, MAX_LENGTH - 2), { top_k: 4 })) as Scored[];
    sameScores(await ask<Scored[]>('text-classification', { text: sentence(0, MAX_LENGTH + 30) }), wanted);
  });

  test('have the same labels at the same tokens', async () => {
    const tag = await reference('token-classification');
    type Entity = { entity?: string; entity_group?: string; index?: number; score: number; start: number; end: number; word: string };
    for (const aggregation_strategy of ['none', 'simple'] as const) {
      const found = await ask<Entity[]>('token-classification', { text: TEXT, aggregation_strategy });
      // The library leaves tokens out before it groups the others, so groups reach over them; transformers groups first.
      const all = (await tag(TEXT, { aggregation_strategy, ignore_labels: [] })) as Entity[];
      const wanted = all.filter(({ entity, entity_group: group }) => (entity ?? group) !== 'O');
      expect(found.length).toBeGreaterThan(3);
      expect(found.map(({ entity, entity_group: group, index }) => [entity ?? group, index])).toEqual(
        wanted.map(({ entity, entity_group: group, index }) => [entity ?? group, index]),
      );
      near(
        found.map(({ score }) => score),
        wanted.map(({ score }) => score),
      );
      // The reference has no places; ours are those of the words it names.
      const plain = (text: string) => text.toLowerCase().replaceAll(/##|\s/g, '');
      expect(found.map(({ start, end }) => plain(TEXT.slice(start, end)))).toEqual(wanted.map(({ word }) => plain(word)));
    }
  });

  test('are sorted under labels of one’s own, of which one or several are right', async () => {
    const sort = await reference('zero-shot-classification');
    const labels = [WORDS[50], WORDS[60], `${WORDS[70]} and $& ${WORDS[80]}`] as string[];
    const of = ({ labels: names, scores }: { labels: string[]; scores: number[] }) => names.map((label, at) => ({ label, score: scores[at] ?? Number.NaN }));
    for (const multi_label of [false, true]) {
      // The library reads `$&` in a label as a pattern: it is given what stands for it.
      const wanted = of(
        await sort(
          TEXT,
          labels.map((label) => label.replace('$', '$$$$')),
          { multi_label },
        ),
      );
      sameScores(
        await ask<Scored[]>('zero-shot-classification', { text: TEXT, candidate_labels: labels, multi_label }),
        wanted.map(({ label, score }) => ({ label: label.replace('$$', '$'), score })),
      );
    }
    // More than one call of the engine computes.
    const many = WORDS.slice(100, 170);
    sameScores(await ask('zero-shot-classification', { text: TEXT, candidate_labels: many }), of(await sort(TEXT, many)));
    // A form has them with commas between.
    const form = new FormData();
    form.set('text', TEXT);
    form.set('candidate_labels', labels.join(', '));
    const call = { key: product.key, method: 'POST', body: form };
    const sent = (await (await product.web.call('/api/v1/models/zero-shot-classification/invocations', call)).json()) as Answer;
    sameScores(sent.outputs[0]?.data as Scored[], await ask('zero-shot-classification', { text: TEXT, candidate_labels: labels }));
    const [one] = labels as [string];
    const hypothesis_template = 'It says {}.';
    sameScores(
      await ask('zero-shot-classification', { text: TEXT, candidate_labels: one, hypothesis_template }),
      of(await sort(TEXT, one, { hypothesis_template })),
    );
  });

  test('answer a question with the same words, as long as they are read at once', async () => {
    // Longer texts, words of several tokens and places are compared with transformers: the library has no windows, no whole
    // words and no places (worker/steps/text/answer-parity.test.ts).
    const answer = await reference('question-answering');
    const [question, context] = [`${sentence(10, 4)}?`, sentence(100, 20)];
    const wanted = await answer(question, context, { top_k: 5 });
    const found = await ask<{ answer: string; score: number; start: number; end: number }[]>('question-answering', {
      ...{ question, context, top_k: 5, max_answer_len: 64 },
    });
    expect(found.map((one) => one.answer)).toEqual(wanted.map((one) => one.answer));
    expect(found.map(({ start, end }) => context.slice(start, end))).toEqual(found.map((one) => one.answer));
    near(
      found.map(({ score }) => score),
      wanted.map(({ score }) => score),
    );
  });

  test('have the same words for a gap', async () => {
    const fill = await reference('fill-mask');
    type Fill = { token: number; token_str: string; sequence: string; score: number };
    const text = `${sentence(5, 4)} [MASK] ${sentence(15, 3)}.`;
    const wanted = (await fill(text, { top_k: 7 })) as Fill[];
    const found = await ask<Fill[]>('fill-mask', { text, top_k: 7 });
    expect(found.map(({ token, token_str: word, sequence }) => [token, word, sequence])).toEqual(
      wanted.map(({ token, token_str: word, sequence }) => [token, word, sequence]),
    );
    near(
      found.map(({ score }) => score),
      wanted.map(({ score }) => score),
    );
  });
});

// Pictures have the size the models take: the library resizes unlike Pillow, after which ours is checked
// (worker/steps/image/hugging-face-parity.test.ts).
describe('pictures', () => {
  test('are of the same class', async () => {
    const classify = await reference('image-classification');
    sameScores(await ask<Scored[]>('image-classification', { image: await png() }), (await classify(picture(), { top_k: 4 })) as Scored[]);
  });

  test('have the same objects', async () => {
    const detect = await reference('object-detection');
    type Found = Scored & { box: { xmin: number; ymin: number; xmax: number; ymax: number } };
    const all = (await detect(picture(), { threshold: 0.4 })) as Found[];
    const wanted = all.toSorted((a, b) => b.score - a.score);
    const found = await ask<Found[]>('object-detection', { image: await png(), threshold: 0.4 });
    expect(found.length).toBeGreaterThan(2);
    sameScores(found, wanted);
    found.forEach(({ box }, at) => {
      const other = wanted[at]?.box;
      // The library cuts corners down to whole pixels and lets boxes reach over the edges.
      for (const side of ['xmin', 'ymin', 'xmax', 'ymax'] as const) {
        const within = Math.min(PICTURE_SIDE, Math.max(0, other?.[side] ?? Number.NaN));
        expect(Math.abs(box[side] - within)).toBeLessThanOrEqual(1);
      }
    });
  });

  test('have the same parts', async () => {
    const segment = await reference('image-segmentation');
    const found = await ask<{ label: string; mask: string }[]>('image-segmentation', { image: await png() });
    const wanted = (await segment(picture())) as { label: string; mask: { data: Uint8Array } }[];
    expect(found.map(({ label }) => label).sort()).toEqual(wanted.map(({ label }) => label).sort());
    expect(found.length).toBeGreaterThan(1);
    for (const { label, mask } of found) {
      const pixels = await sharp(Buffer.from(mask, 'base64')).greyscale().raw().toBuffer();
      const other = wanted.find((one) => one.label === label)?.mask.data ?? [];
      expect(pixels.filter((pixel, at) => pixel !== other[at]).length, label).toBe(0);
    }
  });

  test('are as far everywhere', async () => {
    const measure = await reference('depth-estimation');
    const outputs = await run('depth-estimation', { image: await png() });
    const tensor = outputs.find(({ name }) => name === 'predicted_depth');
    if (!tensor) throw new Error('no depth');
    const { predicted_depth: wanted } = (await measure(picture())) as { predicted_depth: { data: Float32Array } };
    near(tensor.data as number[], [...wanted.data]);
  });
});
