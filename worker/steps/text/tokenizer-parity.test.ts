import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectValue } from '../step.ts';
import { numbersOf } from '../tensor.ts';
import { applyStep } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const FOLDER = path.join(import.meta.dirname, '../testing/fixtures/tokenizers');
interface Case {
  text: string;
  ids: number[];
  types: number[];
  offsets: [number, number][];
  special: number[];
  decoded: string;
}
const { tokenizers, maxLength, cases } = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as {
  tokenizers: string;
  maxLength: number;
  cases: Record<string, Case[]>;
};
const tools = { read: (file: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(FOLDER, file)))) };

async function encode(tokenizer: string, text: string) {
  const run = freshRun();
  const value = await applyStep({ kind: 'tokenise', tokenizer: `${tokenizer}.json`, maxLength }, { kind: 'json', data: text }, { run, tools });
  const { byName } = expectValue(value, 'tensors');
  const numbers = (name: string) => {
    const tensor = byName.get(name);
    return tensor ? Array.from(numbersOf(tensor), Number) : [];
  };
  return { ids: numbers('input_ids'), types: numbers('token_type_ids'), texts: run.texts };
}

describe.each(Object.entries(cases))(`%s, as tokenizers ${tokenizers} has it`, (name, texts) => {
  it.each(texts)('$text', async ({ text, ids, types, offsets, special, decoded }) => {
    const ours = await encode(name, text);
    expect(ours.ids).toEqual(ids);
    expect(ours.types).toEqual(types);
    expect(ours.texts?.decode(ids)).toBe(decoded);
    // What no token stands for is not guessed; whatever is said is right.
    const said = (ours.texts?.offsets[0] ?? []).map((offset, index) => (special[index] ? null : offset));
    said.forEach(
      (offset, index) =>
        offset && offset[0] < offset[1] && expect(text.slice(...offset).trim()).toBe(text.slice(...(offsets[index] as [number, number])).trim()),
    );
  });
});
