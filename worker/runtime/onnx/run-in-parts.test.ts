import path from 'node:path';
import { expect, test } from 'vitest';
import { taskBundle } from '../../../server/testing/bundles/task-bundle.ts';
import { hasManyRows, runInParts } from './run-in-parts.ts';
import { OnnxSession } from './session.ts';
import type { StackItem } from './stack.ts';

const ROWS = 71;
const LENGTH = 5;
const NAMES = ['input_ids', 'attention_mask', 'token_type_ids'];
const AXES = { inputs: Object.fromEntries(NAMES.map((name) => [name, 0])), outputs: { start_logits: 0, end_logits: 0 } };

test('many rows in several calls are what they are in one', async () => {
  const file = path.join(taskBundle('question-answering').folder, 'onnx/model.onnx');
  const session = await OnnxSession.load(file, { threads: 1, outputs: ['start_logits', 'end_logits'], device: 'cpu', added: [] });
  const inputs = NAMES.map((name, at) => {
    const numbers = BigInt64Array.from({ length: ROWS * LENGTH }, (_, k) => BigInt(at === 0 ? (k * 13) % 200 : at === 1 ? 1 : k % 2));
    return { name, datatype: 'INT64' as const, shape: [ROWS, LENGTH], bytes: new Uint8Array(numbers.buffer) };
  });
  const item: StackItem = { inputs, outputs: ['end_logits', 'start_logits'] };
  expect(hasManyRows(item, AXES)).toBe(true);
  expect([hasManyRows(item, null), hasManyRows(item, { ...AXES, outputs: { start_logits: 0 } })]).toEqual([false, false]);
  const [whole] = (await session.run([item], null)).outputs;
  const [parts] = (await runInParts(session, item, AXES)).outputs;
  expect(parts?.map(({ name, shape }) => [name, shape])).toEqual(whole?.map(({ name, shape }) => [name, shape]));
  const numbers = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
  parts?.forEach(({ bytes }, at) => numbers(bytes).forEach((x, k) => expect(x).toBeCloseTo(numbers(whole?.[at]?.bytes ?? bytes)[k] ?? Number.NaN, 5)));
  await session.release();
});
