import { sampleInputs } from '../../server/signatures/sample-inputs.ts';
import type { Graph, TensorSpec } from '../../server/signatures/schema.ts';
import type { TensorValue } from '../../server/signatures/value.ts';
import type { BatchAxes } from '../runtime/protocol.ts';
import { rowsOf, splitTensor, stackInputs, type StackItem } from '../runtime/onnx/stack.ts';
import { isSameTensor, isTelling } from './compare-tensors.ts';

/** Whether runs may be stacked: along which axes, or why not. */
export type Proof = { axes: BatchAxes; reason: string } | { axes: null; reason: string };

const MEMBERS = 3;
const no = (reason: string): Proof => ({ axes: null, reason });

/** Made-up inputs of one row, different for each `seed`; inputs without a batch axis are the same in all. */
export function sampleItem(graph: Graph, axes: Record<string, number>, seed: number): StackItem {
  const shared = sampleInputs(graph);
  const own = sampleInputs(graph, { seed: 1 + seed * 1000 });
  return { outputs: null, inputs: own.map((tensor, index) => (Object.hasOwn(axes, tensor.name) ? tensor : (shared[index] as TensorValue))) };
}

/**
 * Proves that a call with the rows of three runs gives what three calls give, in two orders, on every output. A model that
 * mixes its rows (a mean over the batch, a scale taken over all of it) fails here although its axis is open.
 */
export async function proveBatching(graph: Graph, run: (inputs: TensorValue[]) => Promise<TensorValue[]>): Promise<Proof> {
  const inputs = inputAxes(graph.inputs);
  if (Object.keys(inputs).length === 0) return no('no input has an open batch axis');
  if ([...graph.inputs, ...graph.outputs].some(({ datatype }) => datatype === 'BYTES')) return no('text tensors are not stacked');
  const items = Array.from({ length: MEMBERS }, (_, seed) => sampleItem(graph, inputs, seed));
  const single: TensorValue[][] = [];
  for (const item of items) single.push(await run(item.inputs));
  if (single.flat().some((output) => !isTelling(output))) return no('made-up inputs give outputs that tell nothing');
  if (single.slice(1).every((outputs) => outputs.every((output, i) => isSameTensor(output, single[0]?.[i] as TensorValue)))) {
    return no('made-up inputs all give the same output, which proves nothing');
  }
  const partial: BatchAxes = { inputs, outputs: {} };
  const stacked = await attempt(() => run(stackInputs(items, partial)));
  if (!stacked) return no('the model refuses more than one row');
  const outputs = outputAxes(stacked, { single, rows: rowsOf(items[0] as StackItem, partial) ?? 0 });
  if (typeof outputs === 'string') return no(`output ${outputs} does not have one row per row of input`);
  const axes = { inputs, outputs };
  const differs = differing(stacked, { axes, items, single });
  if (differs !== null) return no(`output ${differs} depends on the other rows of a call`);
  const turned = [...items].reverse();
  const again = await attempt(() => run(stackInputs(turned, axes)));
  const differsAgain = again ? differing(again, { axes, items: turned, single: [...single].reverse() }) : '';
  if (differsAgain !== null) return no(`output ${differsAgain} depends on the order of the rows of a call`);
  return { axes, reason: `${MEMBERS} runs in one call give what ${MEMBERS} calls give, on every output` };
}

/** The first axis where it is open; the first open one of a state like [2,?,128]. An input without one is shared. */
export function inputAxes(inputs: readonly Pick<TensorSpec, 'name' | 'shape'>[]): Record<string, number> {
  const found = inputs.map(({ name, shape }): [string, number] => {
    const [first] = shape ?? [];
    if (first === undefined || first === 0 || first === 1) return [name, -1];
    return [name, (shape ?? []).findIndex((dim) => typeof dim !== 'number')];
  });
  return Object.fromEntries(found.filter(([, axis]) => axis >= 0));
}

// The one axis that grew with the number of runs; the name of an output without one.
function outputAxes(stacked: readonly TensorValue[], known: { single: TensorValue[][]; rows: number }): Record<string, number> | string {
  const axes: [string, number][] = [];
  for (const [i, { name, shape }] of stacked.entries()) {
    const shapes = known.single.map((outputs) => outputs[i]?.shape ?? []);
    const before = shapes[0] ?? [];
    const grown = shape.flatMap((size, axis) => (size === before[axis] ? [] : [axis]));
    const axis = grown[0] ?? -1;
    const fits = shape.length === before.length && grown.length === 1 && before[axis] === known.rows && shape[axis] === known.rows * MEMBERS;
    if (!fits || shapes.some((other) => other.join() !== before.join())) return name;
    axes.push([name, axis]);
  }
  return Object.fromEntries(axes);
}

// The first output of which a member's share is not what the member gave alone; null: none.
function differing(stacked: readonly TensorValue[], known: { axes: BatchAxes; items: readonly StackItem[]; single: TensorValue[][] }): string | null {
  const rows = known.items.map((item) => rowsOf(item, known.axes) ?? 0);
  const wrong = stacked.find((output, i) => {
    const shares = splitTensor(output, known.axes.outputs[output.name], rows);
    return shares.some((share, member) => !isSameTensor(share, known.single[member]?.[i] as TensorValue));
  });
  return wrong?.name ?? null;
}

async function attempt(work: () => Promise<TensorValue[]>): Promise<TensorValue[] | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunRefused) return null;
    throw error;
  }
}

/** The engine refused the inputs; the runner lives. */
export class RunRefused extends Error {}
