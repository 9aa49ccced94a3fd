import type { TensorValue } from '../../../server/signatures/value.ts';
import type { BatchAxes } from '../protocol.ts';
import type { OnnxSession, Ran } from './session.ts';
import { rowsOf, splitTensor, stackInputs, type StackItem } from './stack.ts';

/** Rows of one invocation in one call of the engine: more take more memory and no less time. */
const MOST_ROWS = 32;

/** Whether an invocation has more rows than one call computes: a text in many windows, a list of texts. */
export function hasManyRows(item: StackItem, axes: BatchAxes | null): axes is BatchAxes {
  if (axes === null || item.outputs === null || (rowsOf(item, axes) ?? 0) <= MOST_ROWS) return false;
  return item.outputs.every((name) => Object.hasOwn(axes.outputs, name));
}

/** One invocation in several calls, its rows along `axes` shared out among them. @throws AppError INVALID_INPUT, OUT_OF_MEMORY */
export async function runInParts(session: OnnxSession, item: StackItem, axes: BatchAxes): Promise<Ran> {
  const rows = rowsOf(item, axes) ?? 0;
  const sizes = Array.from({ length: Math.ceil(rows / MOST_ROWS) }, (_, part) => Math.min(MOST_ROWS, rows - part * MOST_ROWS));
  const inputs = item.inputs.map((tensor) => {
    const axis = axes.inputs[tensor.name];
    return axis === undefined ? sizes.map(() => tensor) : splitTensor(tensor, axis, sizes);
  });
  const timings = { preMs: 0, runMs: 0, postMs: 0, batchSize: 1 };
  const answers: StackItem[] = [];
  for (const part of sizes.keys()) {
    const ran = await session.run([{ inputs: inputs.map((parts) => parts[part] as TensorValue), outputs: item.outputs }], null);
    answers.push({ inputs: ran.outputs[0] ?? [], outputs: null });
    for (const key of ['preMs', 'runMs', 'postMs'] as const) timings[key] += ran.timings[key];
  }
  return { outputs: [stackInputs(answers, { inputs: axes.outputs, outputs: {} })], timings };
}
