import { expect, test } from 'vitest';
import type { Field } from '../../server/signatures/field.ts';
import { freshDrafts } from './input-draft.ts';
import { snippetInputs } from './snippet-inputs.ts';

const text = { required: true, tensors: [], steps: [], encoding: 'text' as const };

test('a snippet has a value for whatever has to be sent, also before anything is typed', () => {
  const inputs: Field[] = [
    { ...text, name: 'text' },
    { ...text, name: 'labels', list: true },
    { ...text, name: 'template', required: false, default: 'It is {}.' },
  ];
  const drafts = freshDrafts({ inputs });
  expect(drafts.map(({ problem }) => problem)).toEqual(['Type some text.', 'A value is missing.', null]);
  expect(snippetInputs(drafts)).toEqual([
    { name: 'text', json: 'Some text.' },
    { name: 'labels', json: ['one', 'another'] },
  ]);
});
