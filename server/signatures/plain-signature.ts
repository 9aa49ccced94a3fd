import type { TensorField } from './field.ts';
import { mainGraph } from './main-graph.ts';
import type { Graph, Signature, TensorSpec } from './schema.ts';

/** The signature of graphs served as they are: every tensor of the main one is a Field of its own name, without Steps. */
export function plainSignature(graphs: readonly Graph[]): Signature {
  const graph = mainGraph({ graphs: [...graphs] });
  const fieldOf = (spec: TensorSpec): TensorField => ({
    name: spec.name,
    encoding: 'tensor',
    datatype: spec.datatype,
    shape: spec.shape,
    required: true,
    tensors: [{ graph: graph.name, name: spec.name }],
    steps: [],
  });
  return { task: 'tensor', inputs: graph.inputs.map(fieldOf), outputs: graph.outputs.map(fieldOf), graphs: [...graphs] };
}
