import type { Field, TensorField } from './field.ts';
import type { Graph, Signature } from './schema.ts';

/** The graph that in-Steps feed and out-Steps read: the first. A Step may run the others. */
export function mainGraph(signature: Pick<Signature, 'graphs'>): Graph {
  const [graph] = signature.graphs;
  if (!graph) throw new Error('a signature without a graph');
  return graph;
}

/** Every field is a tensor of the main graph, sent and seen as it is. */
export function isPlain(signature: Signature): boolean {
  return !signature.loop && !signature.constants?.length && [...signature.inputs, ...signature.outputs].every(isTensorField);
}

export function isTensorField(field: Field): field is TensorField {
  return field.encoding === 'tensor' && field.steps.length === 0;
}
