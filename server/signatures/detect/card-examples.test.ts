import { expect, it } from 'vitest';
import type { Field } from '../field.ts';
import { examplesOfCard } from './card-examples.ts';
import { readFrontMatter } from './read-yaml.ts';

const text = (name: string, more: Partial<Extract<Field, { encoding: 'text' }>> = {}): Field => ({
  ...{ name, title: name, description: '', required: true, encoding: 'text', tensors: [], steps: [] },
  ...more,
});
const of = (widget: string, ...inputs: Field[]) => examplesOfCard(readFrontMatter(`---\nwidget:\n${widget}\n---\n# A model`), { inputs });

it('fills the text a model takes, under the title its maker gave it', () => {
  const widget = '- text: The tide is out.\n  example_title: Tide\n- text: A long   text\n- src: https://example.com/a.png\n- 5';
  expect(of(widget, text('text'))).toEqual([
    { title: 'Tide', inputs: { text: 'The tide is out.' } },
    { title: 'A long text', inputs: { text: 'A long   text' } },
  ]);
});

it('fills a question with its text, and labels that stand in one line', () => {
  expect(of('- text: Who?\n  context: Ada wrote it.', text('question'), text('context'))).toEqual([
    { title: 'Who?', inputs: { question: 'Who?', context: 'Ada wrote it.' } },
  ]);
  expect(of('- text: Waves\n  candidate_labels: sea, land', text('text'), text('candidate_labels', { list: true }))).toEqual([
    { title: 'Waves', inputs: { text: 'Waves', candidate_labels: ['sea', 'land'] } },
  ]);
});

it('has none for a model that takes no text, and for a card without a list of them', () => {
  const tensor: Field = { name: 'x', encoding: 'tensor', datatype: 'FP32', shape: [1], required: true, tensors: [], steps: [] };
  expect(of('- text: x', tensor)).toEqual([]);
  expect(examplesOfCard({ widget: 'x' }, { inputs: [text('text')] })).toEqual([]);
  expect(examplesOfCard(null, { inputs: [text('text')] })).toEqual([]);
});
