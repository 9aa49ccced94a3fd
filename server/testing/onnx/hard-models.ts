import { floats, graph, longs, model, node, tensor, tensorValue } from './write-onnx.ts';
import type { Message } from './write-onnx.ts';

/** y = the tensor expanded to `shape` (int64 [rank]): asks for as much memory as its caller wants. */
export function hugeOutputModel(): Message {
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
export function slowModel(side = 256): Message {
  const body = graph({
    name: 'body',
    nodes: [node({ op: 'Identity', inputs: ['go'], outputs: ['go_on'] }), node({ op: 'MatMul', inputs: ['m', 'eye'], outputs: ['m_next'] })],
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
export function hangsAtRunModel(): Message {
  const body = graph({
    name: 'body',
    nodes: [node({ op: 'Identity', inputs: ['go'], outputs: ['go_on'] }), node({ op: 'Sin', inputs: ['v'], outputs: ['v_next'] })],
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
export function hangsAtLoadModel(): Message {
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

/** quotient = x / y in int32 [n]: −2^31 / −1 kills the process (SIGFPE on x86-64). */
export function crashesAtRunModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Div', inputs: ['x', 'y'], outputs: ['quotient'] })],
      inputs: [tensorValue('x', 'INT32', ['n']), tensorValue('y', 'INT32', ['n'])],
      outputs: [tensorValue('quotient', 'INT32', ['n'])],
    }),
  });
}

/** Kills the process that loads it: constant folding divides −2^31 by −1 in int32 (SIGFPE on x86-64). */
export function crashesAtLoadModel(): Message {
  const int32 = (name: string, item: number): Message => tensor({ name, type: 'INT32', dims: [1], raw: new Uint8Array(Int32Array.of(item).buffer) });
  return model({
    graph: graph({
      nodes: [node({ op: 'Div', inputs: ['lowest', 'minusOne'], outputs: ['never'] }), node({ op: 'Add', inputs: ['x', 'never'], outputs: ['y'] })],
      initializers: [int32('lowest', -(2 ** 31)), int32('minusOne', -1)],
      inputs: [tensorValue('x', 'INT32', ['n'])],
      outputs: [tensorValue('y', 'INT32', ['n'])],
    }),
  });
}
