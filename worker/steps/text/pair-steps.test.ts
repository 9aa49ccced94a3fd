import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tensorOf } from '../tensor.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';

const FOLDER = path.join(import.meta.dirname, '../testing/fixtures/tokenizers');
const tools = { read: (file: string) => Promise.resolve(new Uint8Array(readFileSync(path.join(FOLDER, file)))) };
const CONTEXT = 'The server runs. The team waits.';

/** What two texts become, with what was noted about them. */
async function windows(question: string, context: string, changes: object = {}) {
  const run = freshRun({ question });
  const step = { kind: 'tokenise-context' as const, tokenizer: 'bert.json', maxLength: 48, stride: 8, question: { field: 'question' }, ...changes };
  const fed = await applyStep(step, { kind: 'json', data: context }, { run, tools });
  return { run, fed };
}

async function hypotheses(labels: unknown, changes: { template?: string; maxLength?: number; text?: string } = {}) {
  const { template = 'It is {}.', maxLength = 48, text = CONTEXT } = changes;
  const run = freshRun({ labels, template, multi: false });
  const step = { kind: 'tokenise-hypotheses' as const, tokenizer: 'bert.json', maxLength, candidates: { field: 'labels' }, template: { field: 'template' } };
  return { run, fed: await applyStep(step, { kind: 'json', data: text }, { run, tools }) };
}

describe('a question', () => {
  it('and its text are refused when either is empty or too long, with what to do', async () => {
    await expect(windows(' ', CONTEXT)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'The question is empty.' });
    await expect(windows('Who?', ' \n')).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'The text is empty.' });
    await expect(windows('who '.repeat(60), CONTEXT)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: /leaves no room for the text: this model reads 48/,
    });
    await expect(windows('Who?', CONTEXT.repeat(40), { maxWindows: 3 })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: /with this question the model reads up to/,
    });
  });

  it('that leaves little room still moves on through the text', async () => {
    const { run } = await windows('The server of the team runs, and who waits for it then, a worker or the team or none?', CONTEXT.repeat(4), { stride: 40 });
    const seen = new Set(run.passage?.windows.flatMap(({ wordOf }) => wordOf));
    expect(seen.size).toBe(run.passage?.words.length);
  });

  it('is answered by no padding, by no part of itself, and by nothing where that may be', async () => {
    const { run } = await windows('Who?', CONTEXT);
    const from = run.passage?.windows[0]?.from ?? 0;
    const logits = (at: number) =>
      tensorOf(
        'FP32',
        [1, 48],
        Float32Array.from({ length: 48 }, (_, token) => (token === at ? 5 : token === 1 || token === 40 ? 99 : -5)),
      );
    const answers = (start: number, end: number, impossible = false) => {
      const byName = new Map([
        ['s', logits(start)],
        ['e', logits(end)],
      ]);
      return jsonOf<'find-answers', { answer: string; start: number }[]>(
        { kind: 'find-answers', start: 's', end: 'e', impossible },
        { kind: 'tensors', byName },
        { run },
      );
    };
    expect(await answers(from, from + 1)).toMatchObject([{ answer: 'The server', start: 0 }]);
    expect(await answers(0, 0, true)).toMatchObject([{ answer: '', start: 0 }]);
    expect((await answers(0, 0))[0]?.answer).not.toBe('');
    // An end before its start is none.
    expect((await answers(from + 1, from))[0]?.answer).not.toBe('The server');
  });

  it('may be about signs that no tokenizer knows', async () => {
    const { run } = await windows('Who?', 'Ahoy ☸☸ mate');
    expect(run.passage?.words.map(([start, end]) => 'Ahoy ☸☸ mate'.slice(start, end))).toEqual(['Ahoy', '☸☸', 'mate']);
  });
});

describe('labels of one’s own', () => {
  it('come as a list or with commas between them, each in a row with the whole of its sentence', async () => {
    const shape = async (labels: unknown, changes?: object) => {
      const { fed } = await hypotheses(labels, changes);
      return fed.kind === 'tensors' ? fed.byName.get('input_ids')?.shape : null;
    };
    expect((await shape('one, two ,, three'))?.[0]).toBe(3);
    expect((await shape(['one', ' two, and three ', '']))?.[0]).toBe(2);
    expect(await shape(['one', 'two'], { text: CONTEXT.repeat(20) })).toEqual([2, 48]);
  });

  it('are refused when there are none, or no place for them', async () => {
    await expect(hypotheses([])).rejects.toMatchObject({ code: 'INVALID_INPUT', message: '`labels` has no labels.' });
    await expect(hypotheses(' , ')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(hypotheses(['a'], { template: 'It is so.' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: '"It is so." has no place for a label.',
    });
    await expect(hypotheses(['a '.repeat(60)])).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(hypotheses(['a'], { text: '' })).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'The text is empty.' });
  });
});
