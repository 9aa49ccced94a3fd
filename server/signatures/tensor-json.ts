import { AppError } from '../errors.ts';
import type { Datatype } from './datatype.ts';
import { elementCount, packElements, unpackElements } from './tensor-bytes.ts';
import { ELEMENT_RULES } from './tensor-elements.ts';

/** A value in the `data` of a tensor: an element that is not UTF-8 travels as base64. */
export type JsonElement = number | string | boolean | { base64: string };

export interface TensorInput {
  /** The Field's name, for messages. */
  name: string;
  datatype: Datatype;
  /** Left out, it is read off the nesting of `data`. */
  shape?: readonly number[];
  /** Flat or nested in row-major order; a bare value for a scalar. */
  data: unknown;
}

const AGREE = 'Make the nesting of `data` and `shape` agree, or send `data` flat.';

/** Tensors of more axes than this are refused. */
export const MAX_RANK = 64;

/**
 * Reads a tensor from JSON into little-endian row-major bytes (BYTES: u32 length + bytes per element).
 * INT64 and UINT64 beyond 2^53−1 are strings, as are "NaN", "Infinity" and "-Infinity"; BOOL is true, false, 0 or 1;
 * BYTES elements are strings or `{"base64": "…"}`.
 * Throws INVALID_INPUT naming the field, the element's position, its value and what is wanted.
 * Source: Open Inference Protocol v2, "Tensor Data".
 */
export function decodeTensorJson(tensor: TensorInput): { shape: number[]; bytes: Uint8Array<ArrayBuffer> } {
  const shape = tensor.shape === undefined ? nestedShape(tensor.data) : [...tensor.shape];
  const count = requireCount(tensor.name, shape);
  assertLaidOut({ ...tensor, shape }, count);
  const refuse = (items: readonly unknown[], at: number, start: number): AppError => refusal(tensor, { value: items[at], index: start + at, shape });
  if (tensor.datatype === 'BYTES') {
    const elements: Uint8Array[] = [];
    eachList(tensor.data, (items, start) => {
      items.forEach((item, at) => elements.push(readText(item, () => refuse(items, at, start))));
    });
    return { shape, bytes: packElements(elements) };
  }
  const rule = ELEMENT_RULES[tensor.datatype];
  const values = rule.allocate(count);
  eachList(tensor.data, (items, start) => {
    const refused = rule.fill(values, items, start);
    if (refused >= 0) throw refuse(items, refused, start);
  });
  return { shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/**
 * Writes a tensor's bytes as flat JSON data, ready for JSON.stringify; see `decodeTensorJson` for the forms.
 * A negative zero is written 0. Throws INTERNAL if the bytes are no whole number of elements.
 */
export function encodeTensorJson(datatype: Datatype, bytes: Uint8Array): JsonElement[] {
  if (datatype === 'BYTES') return encodeElements(bytes);
  const rule = ELEMENT_RULES[datatype];
  const values = rule.view(bytes);
  if (values === null) throw new AppError('INTERNAL', `A ${datatype} tensor of ${bytes.byteLength} bytes is not whole.`);
  return rule.encode(values);
}

/** The same as text: the `data` of a JSON tensor. */
export function tensorText(tensor: { datatype: Datatype; bytes: Uint8Array }): string {
  return JSON.stringify(encodeTensorJson(tensor.datatype, tensor.bytes));
}

function requireCount(name: string, shape: readonly number[]): number {
  if (shape.length > MAX_RANK) {
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has ${shape.length} axes; at most ${MAX_RANK} are taken.`);
  }
  const count = elementCount(shape);
  if (count !== null) return count;
  throw new AppError('INVALID_INPUT', `Input \`${name}\` has the impossible shape [${shape.join(', ')}].`, {
    cause: 'Each axis has to be a whole number from 0, and their product below 2^53.',
    suggestions: ['Send the real size of every axis; -1 is not allowed here.'],
  });
}

/** Checks the layout before anything is allocated: flat with `count` elements, or nested exactly as the shape says. */
function assertLaidOut(tensor: TensorInput & { shape: readonly number[] }, count: number): void {
  const { name, shape, data } = tensor;
  if (!Array.isArray(data)) {
    if (shape.length === 0) return;
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has data that is not an array, but ${spell(data)}.`, {
      suggestions: [`Send an array of ${count} elements, flat or nested as [${shape.join(', ')}].`],
    });
  }
  if (Array.isArray(data[0])) {
    assertNested(tensor, data, []);
  } else if (data.length !== count) {
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has ${data.length} elements; shape [${shape.join(', ')}] holds ${count}.`, {
      suggestions: ['Send as many elements as the product of the shape, in row-major order.'],
    });
  }
}

function assertNested(tensor: TensorInput & { shape: readonly number[] }, data: readonly unknown[], path: number[]): void {
  const { name, shape } = tensor;
  const axis = path.length;
  const wanted = shape[axis];
  if (data.length !== wanted) {
    const where = path.length === 0 ? '' : ` at [${path.join(', ')}]`;
    const says = wanted === undefined ? `shape [${shape.join(', ')}] is not nested that deep` : `shape [${shape.join(', ')}] says ${wanted} on axis ${axis}`;
    throw new AppError('INVALID_INPUT', `Input \`${name}\` has a list of ${data.length}${where}; ${says}.`, {
      suggestions: [AGREE],
    });
  }
  if (axis === shape.length - 1) {
    if (Array.isArray(data[0])) throw refusal(tensor, { value: data[0], index: indexOf([...path, 0], shape), shape });
    return;
  }
  data.forEach((item, i) => {
    const place = [...path, i];
    if (Array.isArray(item)) assertNested(tensor, item, place);
    else {
      throw new AppError('INVALID_INPUT', `Input \`${name}\` has ${spell(item)} at [${place.join(', ')}]; shape [${shape.join(', ')}] wants a list there.`, {
        suggestions: [AGREE],
      });
    }
  });
}

function nestedShape(data: unknown): number[] {
  const shape: number[] = [];
  for (let inner: unknown = data; Array.isArray(inner) && shape.length <= MAX_RANK; inner = inner[0]) shape.push(inner.length);
  return shape;
}

/** Visits the innermost lists in row-major order, each with the index of its first element; the layout was checked. */
function eachList(data: unknown, visit: (items: readonly unknown[], start: number) => void): void {
  let index = 0;
  const walk = (items: readonly unknown[]): void => {
    if (Array.isArray(items[0])) {
      for (const inner of items) walk(inner as readonly unknown[]);
    } else {
      visit(items, index);
      index += items.length;
    }
  };
  walk(Array.isArray(data) ? data : [data]);
}

function refusal(tensor: TensorInput, at: { value: unknown; index: number; shape: readonly number[] }): AppError {
  const wants = tensor.datatype === 'BYTES' ? 'strings, or {"base64": "…"} for bytes that are not UTF-8' : ELEMENT_RULES[tensor.datatype].wants;
  const place = positionOf(at.index, at.shape);
  if (Array.isArray(at.value)) {
    return new AppError('INVALID_INPUT', `Input \`${tensor.name}\` has a list at ${place}; shape [${at.shape.join(', ')}] wants an element there.`, {
      suggestions: [AGREE],
    });
  }
  return new AppError('INVALID_INPUT', `Input \`${tensor.name}\` has ${spell(at.value)} at ${place}; ${tensor.datatype} takes ${wants}.`, {
    suggestions: [at.value === null ? 'Send a value for every element; "NaN" stands for a missing float.' : `Correct or convert the value at ${place}.`],
  });
}

function positionOf(index: number, shape: readonly number[]): string {
  if (shape.length === 0) return 'its only place';
  const position: number[] = [];
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const size = Math.max(shape[axis] ?? 1, 1);
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${position.join(', ')}]`;
}

function indexOf(position: readonly number[], shape: readonly number[]): number {
  return position.reduce((index, place, axis) => index * (shape[axis] ?? 1) + place, 0);
}

function spell(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readText(value: unknown, refuse: () => AppError): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value);
  const base64: unknown = typeof value === 'object' && value !== null && 'base64' in value ? value.base64 : null;
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 === 1) throw refuse();
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function encodeElements(bytes: Uint8Array): JsonElement[] {
  const elements = unpackElements(bytes);
  if (elements === null) throw new AppError('INTERNAL', `A BYTES tensor of ${bytes.byteLength} bytes is not whole.`);
  return elements.map(encodeText);
}

function encodeText(element: Uint8Array): JsonElement {
  try {
    return decoder.decode(element);
  } catch {
    let binary = '';
    for (const byte of element) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}
