import { graph, longs, model, node, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { randomWeights } from './random-weights.ts';

const CHANNELS = 8;
const PATCH = 4;

/** What stands on the features: scores for the picture, boxes of queries, scores for each pixel, or how far each pixel is. */
export type PictureHead = { kind: 'picture' | 'pixels'; classes: number } | { kind: 'boxes'; classes: number; queries: number } | { kind: 'depth' };

/** A network of pictures with random weights, `side` × `side`: what it makes of one depends on every channel and place. */
export function pictureGraph(options: { side: number; head: PictureHead; seed: number }): Uint8Array {
  const weights = randomWeights(options.seed);
  const head = headOf(options.head, { side: options.side, weights });
  return model({
    graph: graph({
      nodes: [conv('pixel_values', 'seen', { kernel: 3, stride: 1 }), node({ op: 'Relu', inputs: ['seen'], outputs: ['features'] }), ...head.nodes],
      initializers: [weights('seen_weights', [CHANNELS, 3, 3, 3], 0.5), ...head.initializers],
      inputs: [tensorValue('pixel_values', 'FP32', ['batch_size', 3, options.side, options.side])],
      outputs: head.outputs,
    }),
  });
}

interface Head {
  nodes: Message[];
  initializers: Message[];
  outputs: Message[];
}

function headOf(head: PictureHead, { side, weights }: { side: number; weights: ReturnType<typeof randomWeights> }): Head {
  if (head.kind === 'pixels') {
    return {
      nodes: [conv('features', 'logits', { kernel: 3, stride: 1 })],
      initializers: [weights('logits_weights', [head.classes, CHANNELS, 3, 3])],
      outputs: [tensorValue('logits', 'FP32', ['batch_size', head.classes, side, side])],
    };
  }
  if (head.kind === 'depth') {
    return {
      nodes: [conv('features', 'depth', { kernel: 3, stride: 1 }), node({ op: 'Squeeze', inputs: ['depth', 'one'], outputs: ['predicted_depth'] })],
      initializers: [weights('depth_weights', [1, CHANNELS, 3, 3]), longs('one', [1], [1])],
      outputs: [tensorValue('predicted_depth', 'FP32', ['batch_size', side, side])],
    };
  }
  const patches = (side / PATCH) ** 2 * CHANNELS;
  const flat = [conv('features', 'patches', { kernel: PATCH, stride: PATCH }), node({ op: 'Flatten', inputs: ['patches'], outputs: ['flat'] })];
  const patchWeights = weights('patches_weights', [CHANNELS, CHANNELS, PATCH, PATCH], 0.2);
  if (head.kind !== 'boxes') {
    return {
      nodes: [...flat, node({ op: 'MatMul', inputs: ['flat', 'head'], outputs: ['logits'] })],
      initializers: [patchWeights, weights('head', [patches, head.classes], 0.2)],
      outputs: [tensorValue('logits', 'FP32', ['batch_size', head.classes])],
    };
  }
  const { queries, classes } = head;
  const perQuery = (name: string, width: number) => [
    node({ op: 'MatMul', inputs: ['flat', `${name}_weights`], outputs: [`${name}_flat`] }),
    node({ op: 'Reshape', inputs: [`${name}_flat`, `${name}_shape`], outputs: [name] }),
    longs(`${name}_shape`, [3], [-1, queries, width]),
    weights(`${name}_weights`, [patches, queries * width], 0.05),
  ];
  const [scores, scoresShaped, scoresShape, scoresWeights] = perQuery('logits', classes) as [Message, Message, Message, Message];
  const [boxes, boxesShaped, boxesShape, boxesWeights] = perQuery('raw_boxes', 4) as [Message, Message, Message, Message];
  return {
    nodes: [...flat, scores, scoresShaped, boxes, boxesShaped, node({ op: 'Sigmoid', inputs: ['raw_boxes'], outputs: ['pred_boxes'] })],
    initializers: [patchWeights, scoresShape, scoresWeights, boxesShape, boxesWeights],
    outputs: [tensorValue('logits', 'FP32', ['batch_size', queries, classes]), tensorValue('pred_boxes', 'FP32', ['batch_size', queries, 4])],
  };
}

function conv(input: string, output: string, { kernel, stride }: { kernel: number; stride: number }): Message {
  const pad = stride === 1 ? Math.floor(kernel / 2) : 0;
  return node({
    op: 'Conv',
    inputs: [input, `${output}_weights`],
    outputs: [output],
    attributes: { kernel_shape: { ints: [kernel, kernel] }, strides: { ints: [stride, stride] }, pads: { ints: [pad, pad, pad, pad] } },
  });
}
