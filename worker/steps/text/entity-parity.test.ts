import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';
import { tensorOf } from '../tensor.ts';

const FOLDER = path.join(import.meta.dirname, '../testing/fixtures/tokenizers');
interface Entity {
  entity?: string;
  entity_group?: string;
  score: number;
  word: string;
  start: number;
  end: number;
}
type Aggregation = 'none' | 'simple' | 'first' | 'average' | 'max';
const { transformers, labels, cases } = JSON.parse(readFileSync(path.join(FOLDER, 'entities.json'), 'utf8')) as {
  transformers: string;
  labels: string[];
  cases: { tokenizer: string; text: string; logits: number[][]; expected: Record<Aggregation, Entity[]> }[];
};
const tools = { read: (file: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(FOLDER, file)))) };
const WAYS: Aggregation[] = ['none', 'simple', 'first', 'average', 'max'];

describe(`labelled tokens are put together as transformers ${transformers} does`, () => {
  it.each(cases.flatMap((one, index) => WAYS.map((aggregation) => ({ ...one, index, aggregation }))))(
    '$aggregation, $tokenizer, case $index',
    async (given) => {
      const run = freshRun();
      await applyStep({ kind: 'tokenise', tokenizer: `${given.tokenizer}.json`, maxLength: 512 }, { kind: 'json', data: given.text }, { run, tools });
      const logits = tensorOf('FP32', [1, given.logits.length, labels.length], Float32Array.from(given.logits.flat()));
      const found = await jsonOf<'label-tokens', Entity[]>({ kind: 'label-tokens', labels, aggregation: given.aggregation }, logits, { run });
      const plain = (list: readonly Entity[]) =>
        list.map(({ entity, entity_group: group, start, end }) => [entity ?? group, given.text.slice(start, end).trim()]);
      expect(plain(found)).toEqual(plain(given.expected[given.aggregation]));
      found.forEach(({ score }, index) => expect(score).toBeCloseTo(given.expected[given.aggregation][index]?.score ?? Number.NaN, 5));
    },
  );
});
