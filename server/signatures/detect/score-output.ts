import type { Graph, TensorSpec } from '../schema.ts';
import { hasOperator, isFloat, operatorCount, outputNamed, plainName, rankOf } from './tensor-look.ts';

/** The output with one score per class: `logits`, else the first of rank 2, else the first of rank 1. */
export function scoreOutput(graph: Graph): TensorSpec | null {
  const named = outputNamed(graph, 'logits');
  if (named && rankOf(named) === 2) return named;
  const floats = graph.outputs.filter(isFloat);
  return floats.find((spec) => rankOf(spec) === 2) ?? floats.find((spec) => rankOf(spec) === 1) ?? null;
}

/** Whether an output is of probabilities already, by its name or by a model's only Softmax. */
export function isActivated(graph: Graph, output: TensorSpec): boolean {
  const name = plainName(output.name);
  if (/logits?/i.test(name)) return false;
  if (/softmax|sigmoid|prob/i.test(name)) return true;
  // A network with attention has one Softmax per layer: only a single one is sure to be the last.
  return operatorCount(graph, 'Softmax') === 1 && !hasOperator(graph, /^(MultiHeadAttention|Attention)$/);
}
