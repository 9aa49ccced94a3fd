import { z } from 'zod';

/** Endings of a file's name by the precision of its weights. Source: transformers.js, utils/dtypes.js. */
const SUFFIXES = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
  q2: '_q2',
  q2f16: '_q2f16',
  q1: '_q1',
  q1f16: '_q1f16',
} as const;

export const PRECISIONS = Object.keys(SUFFIXES) as [Precision, ...Precision[]];
export const precisionSchema = z.enum(PRECISIONS);
export type Precision = keyof typeof SUFFIXES;

export interface GraphFile {
  /** Path without the precision and ".onnx": "onnx/decoder_model_merged". */
  stem: string;
  precision: Precision;
}

/** What the name of an ONNX file of a bundle says: which graph it is, and how precise. null when it is no .onnx file. */
export function readGraphName(name: string): GraphFile | null {
  if (!/\.onnx$/i.test(name)) return null;
  const bare = name.slice(0, -'.onnx'.length);
  const found = PRECISIONS.filter((precision) => SUFFIXES[precision] !== '' && bare.endsWith(SUFFIXES[precision]));
  const precision = found.sort((a, b) => SUFFIXES[b].length - SUFFIXES[a].length)[0] ?? 'fp32';
  return { stem: bare.slice(0, bare.length - SUFFIXES[precision].length), precision };
}

/** Whether a file is the weights exporters put beside a graph: "model.onnx_data", "model.onnx_data_1", "model.onnx.data". */
export function isWeightsOf(graph: string, name: string): boolean {
  return name.startsWith(`${graph}_data`) || name === `${graph}.data`;
}

/** On a CPU: what is exact first, as long as it is small; 16 bits last, because they are computed in 32. */
const EXACT_BYTES = 400 * 1024 ** 2;
const SMALL_FIRST: readonly Precision[] = ['q8', 'int8', 'uint8', 'q4', 'fp32', 'bnb4', 'q4f16', 'q2', 'q2f16', 'q1', 'q1f16', 'fp16'];

/** Which of the precisions there are is run when nobody says. */
export function usualPrecision(there: readonly { precision: Precision; sizeBytes: number }[]): Precision | null {
  const exact = there.find(({ precision }) => precision === 'fp32');
  if (exact && exact.sizeBytes <= EXACT_BYTES) return 'fp32';
  return SMALL_FIRST.find((precision) => there.some((item) => item.precision === precision)) ?? null;
}
