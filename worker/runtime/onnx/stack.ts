import { DATATYPES } from '../../../server/signatures/datatype.ts';
import type { TensorValue } from '../../../server/signatures/value.ts';
import type { BatchAxes } from '../protocol.ts';

export interface StackItem {
  inputs: TensorValue[];
  /** null: all outputs. */
  outputs: string[] | null;
}

// An input without a batch axis (a sample rate) is compared byte for byte; one larger than this keeps its invocation alone.
const MAX_SHARED_BYTES = 1024;

/**
 * Which invocations share a call: those whose inputs differ in nothing but their rows along the batch axis, at most
 * `maxRows` rows together. Nothing is padded. Text tensors and disagreeing rows keep an invocation alone.
 */
export function groupItems(items: readonly StackItem[], axes: BatchAxes | null, maxRows: number): number[][] {
  if (!axes || maxRows <= 1) return items.map((_, index) => [index]);
  const open = new Map<string, { indices: number[]; rows: number }>();
  const groups: number[][] = [];
  items.forEach((item, index) => {
    const rows = rowsOf(item, axes);
    const key = rows === null ? null : keyOf(item, axes);
    const group = key === null ? undefined : open.get(key);
    if (group && rows !== null && group.rows + rows <= maxRows) {
      group.indices.push(index);
      group.rows += rows;
      return;
    }
    const fresh = { indices: [index], rows: rows ?? 0 };
    groups.push(fresh.indices);
    if (key !== null) open.set(key, fresh);
  });
  return groups;
}

/** Rows of an invocation along the batch axis; null where its inputs do not agree on one number. */
export function rowsOf(item: StackItem, axes: BatchAxes): number | null {
  const rows = item.inputs.filter(({ name }) => Object.hasOwn(axes.inputs, name)).map(({ name, shape }) => shape[axes.inputs[name] as number]);
  const [first] = rows;
  return first !== undefined && first > 0 && rows.every((size) => size === first) ? first : null;
}

/** One set of inputs for all items, which groupItems put together. */
export function stackInputs(items: readonly StackItem[], axes: BatchAxes): TensorValue[] {
  const [first] = items;
  const byName = items.map((item) => new Map(item.inputs.map((tensor) => [tensor.name, tensor])));
  return (first?.inputs ?? []).map((tensor) => {
    if (!Object.hasOwn(axes.inputs, tensor.name)) return tensor;
    const members = byName.map((tensors) => tensors.get(tensor.name) as TensorValue);
    return stackTensors(members, axes.inputs[tensor.name] as number);
  });
}

/** A stacked output back into one per member: views where the batch axis is the first. @throws Error when its rows do not add up */
export function splitTensor(tensor: TensorValue, axis: number | undefined, rows: readonly number[]): TensorValue[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (axis === undefined || tensor.shape[axis] !== total) throw new Error(`output ${tensor.name} does not have one row per row of input`);
  const outer = sizeBefore(tensor.shape, axis);
  const rowBytes = tensor.bytes.byteLength / outer / total;
  let at = 0;
  return rows.map((count) => {
    const start = at * rowBytes;
    const length = count * rowBytes;
    at += count;
    const shape = tensor.shape.with(axis, count);
    if (outer === 1) return { ...tensor, shape, bytes: tensor.bytes.subarray(start, start + length) };
    const bytes = Buffer.allocUnsafeSlow(length * outer);
    for (let i = 0; i < outer; i += 1) bytes.set(tensor.bytes.subarray(i * total * rowBytes + start, i * total * rowBytes + start + length), i * length);
    return { ...tensor, shape, bytes };
  });
}

function stackTensors(members: readonly TensorValue[], axis: number): TensorValue {
  const first = members[0] as TensorValue;
  const rows = members.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  const outer = sizeBefore(first.shape, axis);
  // Of its own memory, not of the pool, so that every datatype is aligned.
  const bytes = Buffer.allocUnsafeSlow(members.reduce((sum, member) => sum + member.bytes.byteLength, 0));
  let at = 0;
  for (let i = 0; i < outer; i += 1) {
    for (const member of members) {
      const length = member.bytes.byteLength / outer;
      bytes.set(member.bytes.subarray(i * length, (i + 1) * length), at);
      at += length;
    }
  }
  return { ...first, shape: first.shape.with(axis, rows), bytes };
}

// Invocations of one key can be stacked; null: this one with none.
function keyOf(item: StackItem, axes: BatchAxes): string | null {
  if (item.outputs?.some((name) => !Object.hasOwn(axes.outputs, name))) return null;
  const parts: unknown[] = [];
  for (const { name, datatype, shape, bytes } of item.inputs.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (DATATYPES[datatype].bytes === 0) return null;
    if (Object.hasOwn(axes.inputs, name)) parts.push([name, datatype, shape.with(axes.inputs[name] as number, -1)]);
    else if (bytes.byteLength > MAX_SHARED_BYTES) return null;
    else parts.push([name, datatype, shape, Buffer.from(bytes).toString('base64')]);
  }
  return JSON.stringify([parts, item.outputs]);
}

// A tensor without elements before its axis has no bytes to move, wherever they would lie.
function sizeBefore(shape: readonly number[], axis: number): number {
  return Math.max(
    1,
    shape.slice(0, axis).reduce((product, size) => product * size, 1),
  );
}
