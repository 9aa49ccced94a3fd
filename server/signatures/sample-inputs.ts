import { DATATYPES } from './datatype.ts';
import type { Datatype } from './datatype.ts';
import type { Dim } from './field.ts';
import type { TensorSpec } from './schema.ts';
import { elementCount, packStrings } from './tensor-bytes.ts';

export type Fill = 'zeros' | 'ones' | 'random';

/** A made-up tensor: concrete shape, little-endian row-major bytes. */
export interface SampleTensor {
  name: string;
  datatype: Datatype;
  shape: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

export interface SampleOptions {
  /** Floats are uniform in [0, 1) and integers 0 or 1 with 'random', the default. */
  fill?: Fill;
  /** Equal seeds give equal tensors. */
  seed?: number;
  /** Sizes to use for named dimensions instead of a guess. */
  dims?: Readonly<Record<string, number>>;
  /** Guessed dimensions shrink until a tensor has at most this many elements. */
  maxElements?: number;
}

const DEFAULT_MAX_ELEMENTS = 4_000_000;
const SEQUENCE_SIZE = 8;
const IMAGE_SIZE = 224;
const SAMPLE_RATE_HZ = 16_000;
/** silero-vad's window at 16 kHz: 64 samples of context and 512 new ones; shorter ones are refused by its graph. */
const AUDIO_WINDOW = 576;

/**
 * One made-up tensor per input, with the same size wherever a dimension has the same name. Integers that only make sense
 * with one value get it: 16,000 for a sample rate, 1 for a mask.
 */
export function sampleInputs(graph: { inputs: readonly TensorSpec[] }, options: SampleOptions = {}): SampleTensor[] {
  const sizes = new Map(Object.entries(options.dims ?? {}));
  const isAudio = graph.inputs.some(isSampleRate);
  return graph.inputs.map((field, index) => {
    const isWave = isAudio && field.shape?.length === 2 && field.shape[1] === null && field.datatype === 'FP32';
    const declared = isWave ? { shape: [field.shape?.[0] ?? null, AUDIO_WINDOW] } : field;
    const shape = sampleShape(declared, sizes, options.maxElements ?? DEFAULT_MAX_ELEMENTS);
    const value = options.fill === undefined ? knownValue(field) : null;
    if (value !== null) return { name: field.name, datatype: field.datatype, shape, bytes: fillBytes(field.datatype, elementCount(shape) ?? 0, () => value) };
    return sampleTensor({ ...field, shape }, { ...options, seed: (options.seed ?? 1) + index });
  });
}

function isSampleRate({ name, datatype }: TensorSpec): boolean {
  return /^(sr|sample_?rate|sampling_?rate)$/i.test(name) && datatype.includes('INT');
}

function knownValue(field: TensorSpec): number | null {
  if (isSampleRate(field)) return SAMPLE_RATE_HZ;
  return /mask/i.test(field.name) && (field.datatype.includes('INT') || field.datatype === 'BOOL') ? 1 : null;
}

/** One made-up tensor of a concrete shape. */
export function sampleTensor(spec: { name: string; datatype: Datatype; shape: number[] }, options: Pick<SampleOptions, 'fill' | 'seed'> = {}): SampleTensor {
  const { name, datatype, shape } = spec;
  const count = elementCount(shape) ?? 0;
  const fill = options.fill ?? 'random';
  const next = fill === 'random' ? uniform(options.seed ?? 1) : () => (fill === 'ones' ? 1 : 0);
  return { name, datatype, shape, bytes: fillBytes(datatype, count, next) };
}

/**
 * Sizes for the open dimensions of a field: a name that `sizes` knows keeps its size (and a new one is noted there),
 * batch-like ones are 1, picture sides 224, lengths 8. An unknown rank becomes [1].
 */
export function sampleShape(field: Pick<TensorSpec, 'shape'>, sizes: Map<string, number> = new Map(), maxElements = DEFAULT_MAX_ELEMENTS): number[] {
  const declared = field.shape ?? [1];
  const guesses = declared.map((dim, axis) => sizeOf(dim, { axis, shape: declared, sizes }));
  for (;;) {
    const count = elementCount(guesses);
    if (count !== null && count <= maxElements) break;
    const open = guesses.map((size, axis) => (typeof declared[axis] === 'number' ? 0 : size));
    const largest = Math.max(...open);
    if (largest <= 1) break;
    guesses[open.indexOf(largest)] = Math.ceil(largest / 2);
  }
  declared.forEach((dim, axis) => {
    if (typeof dim === 'string') sizes.set(dim, guesses[axis] ?? 1);
  });
  return guesses;
}

function sizeOf(dim: Dim, where: { axis: number; shape: readonly Dim[]; sizes: Map<string, number> }): number {
  const { axis, shape, sizes } = where;
  if (typeof dim === 'number') return dim;
  const known = dim === null ? undefined : sizes.get(dim);
  if (known !== undefined) return known;
  if (dim !== null) {
    if (/batch|^n$|^b$|^bs$|num_(images|samples|beams)/i.test(dim)) return 1;
    if (/past|cache/i.test(dim)) return 0;
    if (/chan|^c$/i.test(dim)) return 3;
    if (/height|width|^h$|^w$|image_size/i.test(dim)) return IMAGE_SIZE;
    if (/audio|samples|wave/i.test(dim)) return 16_000;
  }
  if (axis === batchAxis(shape)) return 1;
  return isPicture(shape) ? pictureSize(axis, shape) : SEQUENCE_SIZE;
}

/** The first axis; or, as in a recurrent state [2,?,128], the first open one when the first is a fixed size above 1. */
function batchAxis(shape: readonly Dim[]): number {
  const first = shape[0];
  return typeof first === 'number' && first > 1 ? shape.findIndex((dim) => typeof dim !== 'number') : 0;
}

function isPicture(shape: readonly Dim[]): boolean {
  return shape.length === 4 && (isChannels(shape[1]) || isChannels(shape[3]) || shape.slice(2).every((dim) => typeof dim !== 'number'));
}

function isChannels(dim: Dim | undefined): boolean {
  return dim === 1 || dim === 3 || dim === 4;
}

function pictureSize(axis: number, shape: readonly Dim[]): number {
  const isLast = isChannels(shape[3]) && !isChannels(shape[1]);
  return axis === (isLast ? 3 : 1) ? 3 : IMAGE_SIZE;
}

function fillBytes(datatype: Datatype, count: number, next: () => number): Uint8Array<ArrayBuffer> {
  if (datatype === 'BYTES') return packStrings(Array.from({ length: count }, () => (next() >= 0.5 ? 'text' : '')));
  const bytes = new Uint8Array(count * DATATYPES[datatype].bytes);
  const view = new DataView(bytes.buffer);
  const write = WRITERS[datatype];
  for (let i = 0; i < count; i += 1) write(view, i, next());
  return bytes;
}

const WRITERS: Record<Exclude<Datatype, 'BYTES'>, (view: DataView, index: number, value: number) => void> = {
  BOOL: (view, i, value) => view.setUint8(i, Math.round(value)),
  UINT8: (view, i, value) => view.setUint8(i, Math.round(value)),
  INT8: (view, i, value) => view.setInt8(i, Math.round(value)),
  UINT16: (view, i, value) => view.setUint16(i * 2, Math.round(value), true),
  INT16: (view, i, value) => view.setInt16(i * 2, Math.round(value), true),
  UINT32: (view, i, value) => view.setUint32(i * 4, Math.round(value), true),
  INT32: (view, i, value) => view.setInt32(i * 4, Math.round(value), true),
  UINT64: (view, i, value) => view.setBigUint64(i * 8, BigInt(Math.round(value)), true),
  INT64: (view, i, value) => view.setBigInt64(i * 8, BigInt(Math.round(value)), true),
  FP16: (view, i, value) => view.setFloat16(i * 2, value, true),
  FP32: (view, i, value) => view.setFloat32(i * 4, value, true),
  FP64: (view, i, value) => view.setFloat64(i * 8, value, true),
};

/** Mulberry32: uniform in [0, 1), the same sequence for the same seed. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
