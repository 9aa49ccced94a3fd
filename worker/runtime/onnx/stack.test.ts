import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupItems, rowsOf, splitTensor, stackInputs, type StackItem } from './stack.ts';

const AXES = { inputs: { x: 0, state: 1 }, outputs: { x: 0, state: 1 } };

function item(rows: number, width: number, rate: number): StackItem {
  const tensor = (name: string, shape: number[]) => {
    const bytes = new Uint8Array(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.random()).buffer);
    return { name, datatype: 'FP32' as const, shape, bytes };
  };
  const sr = { name: 'sr', datatype: 'INT64' as const, shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(rate)).buffer) };
  return { inputs: [tensor('x', [rows, width]), tensor('state', [2, rows, 3]), sr], outputs: null };
}

const items = fc.array(
  fc
    .record({ rows: fc.integer({ min: 0, max: 4 }), width: fc.integer({ min: 0, max: 3 }), rate: fc.constantFrom(8000, 16_000) })
    .map((spec) => item(spec.rows, spec.width, spec.rate)),
  { maxLength: 24 },
);

test('any invocations are grouped once each, within the rows of a call, alike in all but their rows', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 12 }), (given, maxRows) => {
      const groups = groupItems(given, AXES, maxRows);
      expect(groups.flat().toSorted((a, b) => a - b)).toEqual(given.map((_, index) => index));
      for (const group of groups.filter(({ length }) => length > 1)) {
        const members = group.map((index) => given[index] as StackItem);
        expect(members.reduce((sum, member) => sum + (rowsOf(member, AXES) ?? 0), 0)).toBeLessThanOrEqual(maxRows);
        expect(new Set(members.map(({ inputs }) => `${inputs[0]?.shape[1]} ${Buffer.from(inputs[2]?.bytes ?? []).toString('hex')}`)).size).toBe(1);
      }
    }),
  );
});

test('what is stacked along any axis splits back into what it was', () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 2, max: 32 }), (given, maxRows) => {
      for (const group of groupItems(given, AXES, maxRows)) {
        const members = group.map((index) => given[index] as StackItem);
        if (members.length === 1) continue;
        const rows = members.map((member) => rowsOf(member, AXES) ?? 0);
        for (const tensor of stackInputs(members, AXES).slice(0, 2)) {
          const parts = splitTensor(tensor, AXES.inputs[tensor.name as 'x'], rows);
          parts.forEach((part, i) => {
            const own = members[i]?.inputs.find(({ name }) => name === tensor.name);
            expect(part.shape).toEqual(own?.shape);
            expect(Buffer.compare(part.bytes, own?.bytes ?? new Uint8Array())).toBe(0);
          });
        }
      }
    }),
  );
});

test('text, disagreeing rows and outputs without an axis keep an invocation alone', () => {
  const good = item(1, 2, 8000);
  const text: StackItem = { inputs: [{ name: 'x', datatype: 'BYTES', shape: [1], bytes: new Uint8Array(4) }], outputs: null };
  const torn: StackItem = { inputs: [good.inputs[0]!, item(2, 2, 8000).inputs[1]!], outputs: null };
  const other: StackItem = { ...good, outputs: ['count'] };
  for (const alone of [text, torn, other]) expect(groupItems([alone, alone], AXES, 8)).toEqual([[0], [1]]);
  expect(groupItems([good, good], AXES, 8)).toEqual([[0, 1]]);
  expect(groupItems([good, good], null, 8)).toEqual([[0], [1]]);
  expect(groupItems([good, good], AXES, 1)).toEqual([[0], [1]]);
});

test('an output whose rows do not add up is refused', () => {
  const output = { name: 'y', datatype: 'FP32' as const, shape: [3, 1], bytes: new Uint8Array(12) };
  expect(() => splitTensor(output, 0, [1, 1])).toThrow('y does not have one row per row of input');
  expect(() => splitTensor(output, undefined, [1, 2])).toThrow();
});
