import { parseNpy } from '../../server/signatures/npy.ts';
import { assertShapeFits } from '../../server/signatures/assert-shape-fits.ts';
import { sampleInputs, sampleTensor, type Fill, type SampleTensor } from '../../server/signatures/sample-inputs.ts';
import type { TensorField } from '../../server/signatures/field.ts';
import { isTensorField } from '../../server/signatures/main-graph.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { elementCount } from '../../server/signatures/tensor-bytes.ts';
import { decodeTensorJson, encodeTensorJson } from '../../server/signatures/tensor-json.ts';

/** More elements than this are kept as bytes and shown in words: nobody edits a megabyte of numbers by hand. */
export const MOST_EDITED = 2_048;

/** One input on its way: what is on the screen, and the bytes it stands for while it is right. */
export interface TensorDraft {
  field: TensorField;
  shape: number[];
  /** JSON on the screen; null while the tensor is too large to edit. */
  text: string | null;
  bytes: Uint8Array;
  /** Why it cannot be sent as it is. */
  problem: string | null;
  /** Where large bytes came from: "random", "photo.npy". */
  source: string;
}

/** Drafts filled in so that a first run needs no typing: the same made-up inputs a deployment is probed with. */
export function draftsOf(signature: Pick<Signature, 'inputs'>): TensorDraft[] {
  const inputs = signature.inputs.filter(isTensorField);
  const samples = sampleInputs({ inputs });
  return inputs.map((field, index) => ofBytes(field, { ...(samples[index] as SampleTensor), source: 'made up' }));
}

/** The draft filled anew at a shape. */
export function filled(field: TensorField, options: { shape: number[]; fill: Fill }): TensorDraft {
  const { bytes } = sampleTensor({ name: field.name, datatype: field.datatype, shape: options.shape }, { fill: options.fill, seed: seedOf(field.name) });
  return ofBytes(field, { shape: options.shape, bytes, source: options.fill });
}

/** The draft with another text: its bytes where that is right, else what is wrong with it. */
export function withText(draft: TensorDraft, text: string): TensorDraft {
  try {
    const data: unknown = JSON.parse(text);
    const { bytes } = decodeTensorJson({
      name: draft.field.name,
      datatype: draft.field.datatype,
      shape: draft.shape,
      data: Array.isArray(data) ? data : [data],
    });
    return { ...draft, text, bytes, problem: null, source: 'typed' };
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'This is not JSON: a list of numbers looks like [1, 2.5, -3].' : messageOf(error);
    return { ...draft, text, problem };
  }
}

/** The draft at another shape; data that no longer fits is made anew. */
export function withShape(draft: TensorDraft, shape: number[]): TensorDraft {
  const count = elementCount(shape);
  if (count === null) return { ...draft, shape, problem: 'Each size is a whole number from 0.' };
  if (count > 50_000_000) return { ...draft, shape, problem: 'This shape is too large to fill here: send it through the API.' };
  if (count === elementCount(draft.shape) && draft.problem === null) return { ...draft, shape };
  return filled(draft.field, { shape, fill: 'random' });
}

/** The draft holding an array of a `.npy` file. */
export function withNpy(draft: TensorDraft, file: { name: string; bytes: Uint8Array }): TensorDraft {
  try {
    const array = parseNpy(file.bytes);
    if (array.datatype !== draft.field.datatype) {
      return { ...draft, problem: `${file.name} holds ${array.datatype}; this input takes ${draft.field.datatype}. Convert it with .astype() first.` };
    }
    assertShapeFits(draft.field, array.shape);
    return ofBytes(draft.field, { ...array, source: file.name });
  } catch (error) {
    return { ...draft, problem: messageOf(error) };
  }
}

/** A draft around bytes that came from a run, a file or a fill. */
export function ofBytes(field: TensorField, tensor: { shape: number[]; bytes: Uint8Array; source: string }): TensorDraft {
  const count = elementCount(tensor.shape) ?? 0;
  const text = count <= MOST_EDITED ? formatData(encodeTensorJson(field.datatype, tensor.bytes), tensor.shape) : null;
  const { shape, bytes, source } = tensor;
  return { field, shape, bytes, source, text, problem: null };
}

// Rows of the last axis on a line of their own, so that a matrix looks like one.
function formatData(data: unknown[], shape: number[]): string {
  if (shape.length === 0) return JSON.stringify(data[0]);
  const width = shape.at(-1) ?? 0;
  const items = data.map((value) => (typeof value === 'number' ? shorten(value) : JSON.stringify(value)));
  if (shape.length < 2 || width === 0) return `[${items.join(', ')}]`;
  const rows = Array.from({ length: items.length / width }, (_, row) => items.slice(row * width, (row + 1) * width).join(', '));
  return `[${rows.join(',\n ')}]`;
}

function shorten(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

// Inputs of one model should not all be the same noise.
function seedOf(name: string): number {
  return [...name].reduce((seed, char) => (Math.imul(seed, 31) + (char.codePointAt(0) ?? 0)) | 0, 7);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
