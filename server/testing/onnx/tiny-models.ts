import type { Datatype } from '../../signatures/datatype.ts';
import type { Dim } from '../../signatures/field.ts';
import { floats, functionOf, graph, mapType, model, node, sequenceType, tensorType, tensorValue, value } from './write-onnx.ts';
import type { Message } from './write-onnx.ts';

/** y = x, of one datatype. One named dimension by default. */
export function identityModel(type: Datatype, shape: readonly Dim[] | null = ['n']): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Identity', inputs: ['x'], outputs: ['y'] })],
      inputs: [tensorValue('x', type, shape)],
      outputs: [tensorValue('y', type, shape)],
    }),
  });
}

/** y = x for a scalar int64, as silero's sample rate is one. */
export function scalarModel(): Message {
  return identityModel('INT64', []);
}

/** No inputs; y = [1, 2, 3]. */
export function noInputModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Identity', inputs: ['c'], outputs: ['y'] })],
      initializers: [floats('c', [3], [1, 2, 3])],
      outputs: [tensorValue('y', 'FP32', [3])],
    }),
  });
}

/** y = x of shape [n, 0]: tensors without elements. */
export function emptyModel(): Message {
  return identityModel('FP32', ['n', 0]);
}

/** sum = x + y, float32 [n, 2] each. */
export function addModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Add', inputs: ['x', 'y'], outputs: ['sum'] })],
      inputs: [tensorValue('x', 'FP32', ['n', 2]), tensorValue('y', 'FP32', ['n', 2])],
      outputs: [tensorValue('sum', 'FP32', ['n', 2])],
    }),
  });
}

/** The weights of `matMulModel`, row-major [4, 3]. */
export const MAT_MUL_WEIGHTS = [1, 0, -1, 2, 0.5, 1, 0, -2, 1, 1, 1, 0];

/** y = relu(x · w + b): x float32 [batch, 4], y [batch, 3], b = [0, 0.5, 1]. */
export function matMulModel(): Message {
  return model({
    graph: graph({
      nodes: [
        node({ op: 'MatMul', inputs: ['x', 'w'], outputs: ['xw'] }),
        node({ op: 'Add', inputs: ['xw', 'b'], outputs: ['z'] }),
        node({ op: 'Relu', inputs: ['z'], outputs: ['y'] }),
      ],
      initializers: [floats('w', [4, 3], MAT_MUL_WEIGHTS), floats('b', [3], [0, 0.5, 1])],
      inputs: [tensorValue('x', 'FP32', ['batch', 4])],
      outputs: [tensorValue('y', 'FP32', ['batch', 3])],
    }),
    metadata: { author: 'moorage', task: 'test' },
  });
}

/** One input of every datatype and the same outputs: `in_FP32` [n] to `out_FP32` [n]. */
export function everyDatatypeModel(types: readonly Datatype[]): Message {
  return model({
    graph: graph({
      nodes: types.map((type) => node({ op: 'Identity', inputs: [`in_${type}`], outputs: [`out_${type}`] })),
      inputs: types.map((type) => tensorValue(`in_${type}`, type, ['n'])),
      outputs: types.map((type) => tensorValue(`out_${type}`, type, ['n'])),
    }),
  });
}

/** y = 0 / x: NaN for 0, so an output that JSON has no number for; Infinity is 1 / x in `reciprocal`. */
export function nanModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Div', inputs: ['zero', 'x'], outputs: ['y'] }), node({ op: 'Reciprocal', inputs: ['x'], outputs: ['reciprocal'] })],
      initializers: [floats('zero', [1], [0])],
      inputs: [tensorValue('x', 'FP32', ['n'])],
      outputs: [tensorValue('y', 'FP32', ['n']), tensorValue('reciprocal', 'FP32', ['n'])],
    }),
  });
}

/** x [n] rounds to int64 and picks from a table: an index out of range fails in the engine with a clear text. */
export function gatherModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Gather', inputs: ['table', 'index'], outputs: ['y'] })],
      initializers: [floats('table', [3], [0.5, 1.5, 2.5])],
      inputs: [tensorValue('index', 'INT64', ['n'])],
      outputs: [tensorValue('y', 'FP32', ['n'])],
    }),
  });
}

/** A scikit-learn style classifier: x float32 [n, 2] to `label` int64 [n] and `scores`, a sequence of maps (ZipMap). */
export function zipMapModel(): Message {
  return model({
    graph: graph({
      nodes: [
        node({
          op: 'LinearClassifier',
          domain: 'ai.onnx.ml',
          inputs: ['x'],
          outputs: ['label', 'probabilities'],
          attributes: {
            classlabels_ints: { ints: [0, 1] },
            coefficients: { floats: [1, -1, -1, 1] },
            intercepts: { floats: [0, 0] },
            post_transform: { text: 'SOFTMAX' },
          },
        }),
        node({
          op: 'ZipMap',
          domain: 'ai.onnx.ml',
          inputs: ['probabilities'],
          outputs: ['scores'],
          attributes: { classlabels_int64s: { ints: [0, 1] } },
        }),
      ],
      inputs: [tensorValue('x', 'FP32', ['n', 2])],
      outputs: [tensorValue('label', 'INT64', ['n']), value('scores', sequenceType(mapType('INT64', tensorType('FP32', []))))],
    }),
    domains: { 'ai.onnx.ml': 3 },
  });
}

/** y = double(x) through a function of the model's own, with the weight 2 in a Constant node. */
export function functionModel(): Message {
  const nodes = [
    node({ op: 'Constant', outputs: ['two'], attributes: { value: { tensor: floats('', [1], [2]) } } }),
    node({ op: 'Mul', inputs: ['a', 'two'], outputs: ['b'] }),
  ];
  return model({
    graph: graph({
      nodes: [node({ op: 'Double', domain: 'moorage.test', inputs: ['x'], outputs: ['y'] })],
      inputs: [tensorValue('x', 'FP32', ['n'])],
      outputs: [tensorValue('y', 'FP32', ['n'])],
    }),
    domains: { 'moorage.test': 1 },
    functions: [functionOf({ domain: 'moorage.test', name: 'Double', inputs: ['a'], outputs: ['b'], nodes })],
  });
}
