import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Value } from '../step.ts';
import { numbersOf, tensorOf } from '../tensor.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

interface Answer {
  answer: string;
  score: number;
  start: number;
  end: number;
}
interface Row {
  ids: number[];
  types: number[];
}
interface Fixtures {
  transformers: string;
  answers: {
    tokenizer: string;
    question: string;
    context: string;
    maxLength: number;
    stride: number;
    options: { top_k?: number; max_answer_len?: number; handle_impossible_answer?: boolean };
    rows: (Row & { start: number[]; end: number[] })[];
    expected: Answer[];
  }[];
  labels: {
    tokenizer: string;
    text: string;
    labels: string[] | string;
    maxLength: number;
    label2id: Record<'entailment' | 'contradiction', number>;
    options: { hypothesis_template?: string; multi_label?: boolean };
    rows: (Row & { logits: number[] })[];
    expected: { label: string; score: number }[];
  }[];
}

const FOLDER = path.join(import.meta.dirname, '../testing/fixtures/tokenizers');
const { transformers, answers, labels } = JSON.parse(readFileSync(path.join(FOLDER, 'answers.json'), 'utf8')) as Fixtures;
const tools = { read: (file: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(FOLDER, file)))) };

/** What a tensor of rows says, without the padding. */
function rowsOf(value: Value, name: string): number[][] {
  if (value.kind !== 'tensors') throw new Error(value.kind);
  const read = (key: string) => {
    const tensor = value.byName.get(key);
    if (!tensor) throw new Error(key);
    const [rows = 0, width = 0] = tensor.shape;
    const numbers = Array.from(numbersOf(tensor));
    return Array.from({ length: rows }, (_, row) => numbers.slice(row * width, (row + 1) * width));
  };
  const mask = read('attention_mask');
  return read(name).map((row, at) => row.filter((_, token) => mask[at]?.[token] === 1));
}

/** [rows, longest], padded with what would win if it were looked at. */
function logitsOf(rows: readonly number[][]) {
  const longest = Math.max(...rows.map((row) => row.length));
  const padded = rows.flatMap((row) => Array.from({ length: longest }, (_, at) => row[at] ?? 99));
  return tensorOf('FP32', [rows.length, longest], Float32Array.from(padded));
}

describe(`questions are answered as transformers ${transformers} does`, () => {
  it.each(answers.map((one, index) => ({ ...one, index })))('$tokenizer, case $index: $question', async (given) => {
    const { top_k: k = 1, max_answer_len: maxTokens = 15, handle_impossible_answer: impossible = false } = given.options;
    const run = freshRun({ question: given.question });
    const fed = await applyStep(
      { kind: 'tokenise-context', tokenizer: `${given.tokenizer}.json`, maxLength: given.maxLength, stride: given.stride, question: { field: 'question' } },
      { kind: 'json', data: given.context },
      { run, tools },
    );
    expect(rowsOf(fed, 'input_ids')).toEqual(given.rows.map(({ ids }) => ids));
    // In later windows the reference leaves the text's at 1, whatever its template says; models that read them have 1 there anyway.
    expect(rowsOf(fed, 'token_type_ids')[0]).toEqual(given.rows[0]?.types);
    if (given.tokenizer === 'bert') expect(rowsOf(fed, 'token_type_ids')).toEqual(given.rows.map(({ types }) => types));
    const byName = new Map([
      ['s', logitsOf(given.rows.map(({ start }) => start))],
      ['e', logitsOf(given.rows.map(({ end }) => end))],
    ]);
    const found = await jsonOf<'find-answers', Answer[]>(
      { kind: 'find-answers', start: 's', end: 'e', k, maxTokens, impossible },
      { kind: 'tensors', byName },
      { run },
    );
    const plain = ({ answer, start, end }: Answer) => [answer, given.context.slice(start, end)];
    expect(found.map(plain)).toEqual(given.expected.map(plain));
    found.forEach(({ score }, index) => expect(score).toBeCloseTo(given.expected[index]?.score ?? Number.NaN, 5));
  });
});

describe(`labels are weighed as transformers ${transformers} does`, () => {
  it.each(labels.map((one, index) => ({ ...one, index })))('$tokenizer, case $index: $labels', async (given) => {
    const { hypothesis_template: template = 'This example is {}.', multi_label: multi = false } = given.options;
    const run = freshRun({ labels: given.labels, template, multi });
    const fed = await applyStep(
      {
        kind: 'tokenise-hypotheses',
        ...{ tokenizer: `${given.tokenizer}.json`, maxLength: given.maxLength, candidates: { field: 'labels' }, template: { field: 'template' } },
      },
      { kind: 'json', data: given.text },
      { run, tools },
    );
    expect(rowsOf(fed, 'input_ids')).toEqual(given.rows.map(({ ids }) => ids));
    expect(rowsOf(fed, 'token_type_ids')).toEqual(given.rows.map(({ types }) => types));
    // The reference takes the first class for the contradiction, or the last where the first is the entailment.
    const contradiction = given.label2id.entailment === 0 ? 2 : 0;
    const found = await jsonOf<'entailed-labels', Fixtures['labels'][number]['expected']>(
      { kind: 'entailed-labels', entailment: given.label2id.entailment, contradiction, candidates: { field: 'labels' }, multi: { field: 'multi' } },
      logitsOf(given.rows.map(({ logits }) => logits)),
      { run },
    );
    expect(found.map(({ label }) => label)).toEqual(given.expected.map(({ label }) => label));
    found.forEach(({ score }, index) => expect(score).toBeCloseTo(given.expected[index]?.score ?? Number.NaN, 5));
  });
});
