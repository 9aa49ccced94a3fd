import { floats, graph, longs, model, node, tensorValue } from './write-onnx.ts';
import type { Message } from './write-onnx.ts';

/** y = x − mean of x over the batch: its axis is open, and every row depends on its neighbours. */
export function mixedRowsModel(): Message {
  return model({
    graph: graph({
      nodes: [
        node({ op: 'ReduceMean', inputs: ['x'], outputs: ['mean'], attributes: { axes: { ints: [0] }, keepdims: { int: 1 } } }),
        node({ op: 'Sub', inputs: ['x', 'mean'], outputs: ['centred'] }),
        node({ op: 'Add', inputs: ['centred', 'x'], outputs: ['y'] }),
      ],
      inputs: [tensorValue('x', 'FP32', ['batch', 4])],
      outputs: [tensorValue('y', 'FP32', ['batch', 4])],
    }),
  });
}

/** y = sum of all of x, whatever its rows: an output without a batch axis. */
export function totalModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'ReduceSum', inputs: ['x'], outputs: ['y'], attributes: { keepdims: { int: 0 } } })],
      inputs: [tensorValue('x', 'FP32', ['batch', 4])],
      outputs: [tensorValue('y', 'FP32', [])],
    }),
  });
}

/** y = 2x for one row only. */
export function oneRowModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] })],
      inputs: [tensorValue('x', 'FP32', [1, 4])],
      outputs: [tensorValue('y', 'FP32', [1, 4])],
    }),
  });
}

/** As silero-vad is fed: x [n, w], a state [2, n, w] whose batch axis is the second, and a scalar `sr` all rows share. */
export function statefulModel(): Message {
  return model({
    graph: graph({
      nodes: [
        node({ op: 'Cast', inputs: ['sr'], outputs: ['rate'], attributes: { to: { int: 1 } } }),
        node({ op: 'Add', inputs: ['state', 'x'], outputs: ['stateN'] }),
        node({ op: 'Div', inputs: ['x', 'rate'], outputs: ['y'] }),
      ],
      inputs: [tensorValue('x', 'FP32', ['batch', 3]), tensorValue('state', 'FP32', [2, 'batch', 3]), tensorValue('sr', 'INT64', [])],
      outputs: [tensorValue('y', 'FP32', [null, null]), tensorValue('stateN', 'FP32', [null, null, null])],
    }),
  });
}

/** y = table[index] for rows of one index: an index out of range fails the whole call. */
export function lookupModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'Gather', inputs: ['table', 'index'], outputs: ['rows'] }), node({ op: 'Reshape', inputs: ['rows', 'flat'], outputs: ['y'] })],
      initializers: [floats('table', [3], [0.5, 1.5, 2.5]), longs('flat', [2], [-1, 8])],
      inputs: [tensorValue('index', 'INT64', ['batch', 8])],
      outputs: [tensorValue('y', 'FP32', ['batch', 8])],
    }),
  });
}
