import { compareInput } from './compare-inputs.ts';
import { compareOutput } from './compare-outputs.ts';
import type { Field } from './field.ts';
import type { Signature } from './schema.ts';
import type { SignatureChange } from './signature-change.ts';

type Compared = Pick<Signature, 'task' | 'inputs' | 'outputs'>;

/**
 * What callers of `before` notice when `after` answers in its place, input by input and output by output. An input may
 * become wider and an output may be joined by others without anybody noticing; the other way round breaks callers.
 */
export function compareSignatures(before: Compared, after: Compared): SignatureChange[] {
  const changes: SignatureChange[] = [];
  if (before.task !== after.task) {
    changes.push({ side: 'task', field: after.task, kind: 'changed', breaking: false, message: `It is served as ${after.task}, no longer as ${before.task}.` });
  }
  for (const { name, was, is } of pairs(before.inputs, after.inputs)) {
    const head = { side: 'input', field: name } as const;
    if (was && is) changes.push(...compareInput(was, is).map((change) => ({ ...head, kind: 'changed' as const, ...change })));
    else if (was) changes.push({ ...head, kind: 'removed', breaking: true, message: 'It is gone: calls that send it are refused.' });
    else if (is) changes.push({ ...head, kind: 'added', ...newInput(is) });
  }
  for (const { name, was, is } of pairs(before.outputs, after.outputs)) {
    const head = { side: 'output', field: name } as const;
    if (was && is) changes.push(...compareOutput(was, is).map((change) => ({ ...head, kind: 'changed' as const, ...change })));
    else if (was) changes.push({ ...head, kind: 'removed', breaking: true, message: 'It is gone: who reads it finds nothing.' });
    else changes.push({ ...head, kind: 'added', breaking: false, message: 'It is new: who does not know it can pass it by.' });
  }
  return changes;
}

function newInput(field: Field): { breaking: boolean; message: string } {
  const needed = field.required && !('default' in field && field.default !== undefined);
  return needed
    ? { breaking: true, message: 'It is new and has to be sent: calls without it are refused.' }
    : { breaking: false, message: 'It is new and may be left out.' };
}

function pairs(before: readonly Field[], after: readonly Field[]): { name: string; was: Field | undefined; is: Field | undefined }[] {
  const names = new Set([...before, ...after].map(({ name }) => name));
  return [...names].map((name) => ({ name, was: before.find((field) => field.name === name), is: after.find((field) => field.name === name) }));
}
