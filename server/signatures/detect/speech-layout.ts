import type { Graph, TensorSpec } from '../schema.ts';
import { fixedDim, inputNamed, outputNamed, rankOf } from './tensor-look.ts';

/** The tensors of silero VAD, of version 4 (h and c) or later (state). */
export interface SpeechLayout {
  sound: TensorSpec;
  probability: TensorSpec;
  rateInput: TensorSpec | null;
  memory: { from: TensorSpec; to: TensorSpec; width: number }[];
  /** Samples before each window that are fed again. */
  context: number;
}

/** Silero VAD by its names; null for anything else. */
export function speechLayout(graph: Graph): SpeechLayout | null {
  const sound = inputNamed(graph, 'input');
  const probability = outputNamed(graph, 'output');
  if (!sound || !probability || rankOf(sound) !== 2 || sound.datatype !== 'FP32') return null;
  const rateInput = inputNamed(graph, 'sr');
  const pairs = (
    [
      ['state', 'stateN'],
      ['h', 'hn'],
      ['c', 'cn'],
    ] as const
  ).flatMap(([to, from]) => {
    const [input, output] = [inputNamed(graph, to), outputNamed(graph, from)];
    return input && output && rankOf(input) === 3 && fixedDim(input, 0) === 2 ? [{ to: input, from: output, width: fixedDim(input, 2) }] : [];
  });
  const isLate = pairs.length === 1 && pairs[0]?.to.name === 'state';
  if (!isLate && pairs.length !== 2) return null;
  if (graph.inputs.length !== 1 + pairs.length + (rateInput ? 1 : 0)) return null;
  const memory = pairs.map(({ to, from, width }) => ({ to, from, width: width ?? (isLate ? 128 : 64) }));
  return { sound, probability, rateInput, memory, context: isLate ? 64 : 0 };
}
