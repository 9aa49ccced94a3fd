import type { Datatype } from '../../signatures/datatype.ts';
import type { Dim } from '../../signatures/schema.ts';
import { floats, graph, longs, model, node, tensor, tensorValue } from './write-onnx.ts';
import type { Message } from './write-onnx.ts';

/** y = x, of one datatype. The default shape has one named dimension. */
export function identity(type: Datatype, shape: readonly Dim[] | null = ['n', 2]): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Identity', inputs: ['x'], outputs: ['y'] })],
      inputs: [tensorValue('x', type, shape)],
      outputs: [tensorValue('y', type, shape)],
    }),
  });
}

/** y = x for a scalar int64, as silero's sample rate is one. */
export function scalarInput(): Message {
  return identity('INT64', []);
}

/** No inputs; y = [1, 2, 3]. */
export function noInput(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Identity', inputs: ['c'], outputs: ['y'] })],
      initializers: [floats('c', [3], [1, 2, 3])],
      outputs: [tensorValue('y', 'FP32', [3])],
    }),
  });
}

/** y = x of shape [n, 0]: tensors without elements. */
export function emptyTensor(): Message {
  return identity('FP32', ['n', 0]);
}

/** sum = x + y, float32 [n, 2] each. */
export function add(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Add', inputs: ['x', 'y'], outputs: ['sum'] })],
      inputs: [tensorValue('x', 'FP32', ['n', 2]), tensorValue('y', 'FP32', ['n', 2])],
      outputs: [tensorValue('sum', 'FP32', ['n', 2])],
    }),
  });
}

/** The weights of `matMulRelu`, row-major [3, 4]. */
export const MAT_MUL_WEIGHTS = [1, 0, -1, 2, 0.5, 1, 0, -2, 1, 1, 1, 0];

/** y = relu(x · w + b): x float32 [batch, 3], y [batch, 4], b = [0, 0.5, 0, 1]. */
export function matMulRelu(): Message {
  return model({
    graph: graph({
      nodes: [
        node({ op: 'MatMul', inputs: ['x', 'w'], outputs: ['xw'] }),
        node({ op: 'Add', inputs: ['xw', 'b'], outputs: ['z'] }),
        node({ op: 'Relu', inputs: ['z'], outputs: ['y'] }),
      ],
      initializers: [floats('w', [3, 4], MAT_MUL_WEIGHTS), floats('b', [4], [0, 0.5, 0, 1])],
      inputs: [tensorValue('x', 'FP32', ['batch', 3])],
      outputs: [tensorValue('y', 'FP32', ['batch', 4])],
    }),
    metadata: { author: 'moorage', task: 'test' },
  });
}

/** One input of every datatype and the same outputs: `in_FP32` [n] to `out_FP32` [n]. */
export function everyDatatype(types: readonly Datatype[]): Message {
  return model({
    graph: graph({
      nodes: types.map((type) => node({ op: 'Identity', inputs: [`in_${type}`], outputs: [`out_${type}`] })),
      inputs: types.map((type) => tensorValue(`in_${type}`, type, ['n'])),
      outputs: types.map((type) => tensorValue(`out_${type}`, type, ['n'])),
    }),
  });
}

/** y = 0 / x: NaN for 0, so an output that JSON has no number for; Infinity is 1 / x in `reciprocal`. */
export function nanOutput(): Message {
  return model({
    graph: graph({
      nodes: [
        node({ op: 'Div', inputs: ['zero', 'x'], outputs: ['y'] }),
        node({ op: 'Reciprocal', inputs: ['x'], outputs: ['reciprocal'] }),
      ],
      initializers: [floats('zero', [1], [0])],
      inputs: [tensorValue('x', 'FP32', ['n'])],
      outputs: [tensorValue('y', 'FP32', ['n']), tensorValue('reciprocal', 'FP32', ['n'])],
    }),
  });
}

/** Two values in a file beside the model: y = x + w, w float32 [4]. */
export function externalData(location = 'weights.bin', entries: Readonly<Record<string, string>> = {}): Message {
  const external = { location, offset: '0', length: '16', ...entries };
  return model({
    graph: graph({
      nodes: [node({ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] })],
      initializers: [tensor({ name: 'w', type: 'FP32', dims: [4], external })],
      inputs: [tensorValue('x', 'FP32', ['n', 4])],
      outputs: [tensorValue('y', 'FP32', ['n', 4])],
    }),
  });
}

/** The file that `externalData` names: w = [10, 20, 30, 40]. */
export function externalWeights(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from([10, 20, 30, 40]).buffer);
}

/** External data whose path leaves the model's folder. */
export function escapingExternalData(): Message {
  return externalData('../../etc/passwd');
}

/** x [n] rounds to int64 and picks from a table: an index out of range fails in the engine with a clear text. */
export function gather(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Gather', inputs: ['table', 'index'], outputs: ['y'] })],
      initializers: [floats('table', [3], [0.5, 1.5, 2.5])],
      inputs: [tensorValue('index', 'INT64', ['n'])],
      outputs: [tensorValue('y', 'FP32', ['n'])],
    }),
  });
}

/** y = the tensor expanded to `shape` (int64 [rank]): asks for as much memory as its caller wants. */
export function hugeOutput(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Expand', inputs: ['one', 'shape'], outputs: ['y'] })],
      initializers: [floats('one', [1], [1])],
      inputs: [tensorValue('shape', 'INT64', ['rank'])],
      outputs: [tensorValue('y', 'FP32', null)],
    }),
  });
}

/**
 * y = x after `steps` matrix products of side `side` in a Loop: about steps × side³ × 2 operations, so tens of
 * milliseconds to minutes, chosen by the caller at run time. Inputs `steps` int64 [] and `x` float32 [].
 */
export function slow(side = 256): Message {
  const body = graph({
    name: 'body',
    nodes: [
      node({ op: 'Identity', inputs: ['go'], outputs: ['go_on'] }),
      node({ op: 'MatMul', inputs: ['m', 'eye'], outputs: ['m_next'] }),
    ],
    inputs: [tensorValue('i', 'INT64', []), tensorValue('go', 'BOOL', []), tensorValue('m', 'FP32', [side, side])],
    outputs: [tensorValue('go_on', 'BOOL', []), tensorValue('m_next', 'FP32', [side, side])],
  });
  return model({
    graph: graph({
      nodes: [
        node({ op: 'EyeLike', inputs: ['square'], outputs: ['eye'] }),
        node({ op: 'Mul', inputs: ['eye', 'x'], outputs: ['start'] }),
        node({ op: 'Loop', inputs: ['steps', 'yes', 'start'], outputs: ['end'], attributes: { body: { graph: body } } }),
        node({ op: 'ReduceMax', inputs: ['end'], outputs: ['y'], attributes: { keepdims: { int: 0 } } }),
      ],
      initializers: [
        tensor({ name: 'yes', type: 'BOOL', dims: [], raw: Uint8Array.of(1) }),
        tensor({ name: 'square', type: 'FP32', dims: [side, side], raw: new Uint8Array(side * side * 4) }),
      ],
      inputs: [tensorValue('steps', 'INT64', []), tensorValue('x', 'FP32', [])],
      outputs: [tensorValue('y', 'FP32', [])],
    }),
  });
}

/** Never ends once it runs, whatever `x` (float32 []) is: a Loop of 2^62 steps. */
export function hangsAtRun(): Message {
  const body = graph({
    name: 'body',
    nodes: [
      node({ op: 'Identity', inputs: ['go'], outputs: ['go_on'] }),
      node({ op: 'Sin', inputs: ['v'], outputs: ['v_next'] }),
    ],
    inputs: [tensorValue('i', 'INT64', []), tensorValue('go', 'BOOL', []), tensorValue('v', 'FP32', [])],
    outputs: [tensorValue('go_on', 'BOOL', []), tensorValue('v_next', 'FP32', [])],
  });
  return model({
    graph: graph({
      nodes: [node({ op: 'Loop', inputs: ['steps', 'yes', 'x'], outputs: ['y'], attributes: { body: { graph: body } } })],
      initializers: [longs('steps', [], [2n ** 62n]), tensor({ name: 'yes', type: 'BOOL', dims: [], raw: Uint8Array.of(1) })],
      inputs: [tensorValue('x', 'FP32', [])],
      outputs: [tensorValue('y', 'FP32', [])],
    }),
  });
}

/** Takes minutes to load: constant folding multiplies constant matrices of side 3000, five hundred times. */
export function hangsAtLoad(): Message {
  const chain = Array.from({ length: 500 }, (_, i) => node({ op: 'MatMul', inputs: [`m${i}`, 'm0'], outputs: [`m${i + 1}`] }));
  return model({
    graph: graph({
      nodes: [
        node({ op: 'ConstantOfShape', inputs: ['square'], outputs: ['m0'] }),
        ...chain,
        node({ op: 'ReduceMax', inputs: ['m500'], outputs: ['peak'], attributes: { keepdims: { int: 0 } } }),
        node({ op: 'Add', inputs: ['x', 'peak'], outputs: ['y'] }),
      ],
      initializers: [longs('square', [2], [3000, 3000])],
      inputs: [tensorValue('x', 'FP32', [])],
      outputs: [tensorValue('y', 'FP32', [])],
    }),
  });
}

/** quotient = x / y in int32 [n]: y = 0 kills the process (SIGFPE on x86-64). */
export function crashesAtRun(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Div', inputs: ['x', 'y'], outputs: ['quotient'] })],
      inputs: [tensorValue('x', 'INT32', ['n']), tensorValue('y', 'INT32', ['n'])],
      outputs: [tensorValue('quotient', 'INT32', ['n'])],
    }),
  });
}

/** Kills the process that loads it: constant folding divides int32 1 by 0 (SIGFPE on x86-64). */
export function crashesAtLoad(): Message {
  const int32 = (name: string, item: number): Message =>
    tensor({ name, type: 'INT32', dims: [1], raw: new Uint8Array(Int32Array.of(item).buffer) });
  return model({
    graph: graph({
      nodes: [
        node({ op: 'Div', inputs: ['one', 'zero'], outputs: ['never'] }),
        node({ op: 'Add', inputs: ['x', 'never'], outputs: ['y'] }),
      ],
      initializers: [int32('one', 1), int32('zero', 0)],
      inputs: [tensorValue('x', 'INT32', ['n'])],
      outputs: [tensorValue('y', 'INT32', ['n'])],
    }),
  });
}
