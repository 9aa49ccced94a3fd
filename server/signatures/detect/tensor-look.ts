import type { Dim } from '../field.ts';
import type { Graph, TensorSpec } from '../schema.ts';

/** A tensor's name without what TensorFlow adds: "serving_default_image:0" is "image". */
export function plainName(name: string): string {
  return name.replace(/:\d+$/, '').replace(/^serving_default_/, '');
}

export function inputNamed(graph: Graph, name: string): TensorSpec | null {
  return graph.inputs.find((spec) => plainName(spec.name) === name) ?? null;
}

export function outputNamed(graph: Graph, name: string): TensorSpec | null {
  return graph.outputs.find((spec) => plainName(spec.name) === name) ?? null;
}

export function rankOf(spec: TensorSpec | null | undefined): number | null {
  return spec?.shape?.length ?? null;
}

/** The size of an axis (negative: from the end), where it is fixed. */
export function fixedDim(spec: TensorSpec | null | undefined, axis: number): number | null {
  const dim = spec?.shape?.at(axis);
  return typeof dim === 'number' ? dim : null;
}

export function isFloat(spec: TensorSpec): boolean {
  return spec.datatype === 'FP32' || spec.datatype === 'FP16' || spec.datatype === 'FP64';
}

export function isInteger(spec: TensorSpec): boolean {
  return /^U?INT/.test(spec.datatype);
}

export function hasOperator(graph: Graph, pattern: RegExp): boolean {
  return graph.operators.some(({ opType }) => pattern.test(opType));
}

export function operatorCount(graph: Graph, opType: string): number {
  return graph.operators.filter((operator) => operator.opType === opType).reduce((sum, { count }) => sum + count, 0);
}

export function metadataOf(graph: Graph, key: string): string | null {
  return graph.metadata.find((entry) => entry.key === key)?.value ?? null;
}

/** A shape as people read it: "1 × 3 × ? × ?". */
export function spellShape(shape: readonly Dim[] | null): string {
  if (shape === null) return 'of an unknown rank';
  return shape.length === 0 ? 'a single number' : shape.map((dim) => (typeof dim === 'number' ? String(dim) : '?')).join(' × ');
}

/** `name` is [shape], for reasons. */
export function spellTensor(spec: TensorSpec): string {
  return `\`${spec.name}\` is ${spellShape(spec.shape)}`;
}
