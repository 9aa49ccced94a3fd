import { seededRandom } from '../seeded-random.ts';
import { graph, model, node, tensor, tensorValue, type Message } from '../../server/testing/onnx/write-onnx.ts';

/** y = x through `layers` dense layers of `width` with ReLU; x float32 [batch, width]. Small inputs, large weights. */
export function denseModel(options: { width: number; layers: number }): Message {
  const { width, layers } = options;
  const random = seededRandom(1);
  const nodes: Message[] = [];
  const weights: Message[] = [];
  for (let i = 0; i < layers; i++) {
    weights.push(randomWeights(`w${i}`, [width, width], { random, fanIn: width }));
    nodes.push(node({ op: 'MatMul', inputs: [i === 0 ? 'x' : `h${i - 1}`, `w${i}`], outputs: [`z${i}`] }));
    nodes.push(node({ op: 'Relu', inputs: [`z${i}`], outputs: [i === layers - 1 ? 'y' : `h${i}`] }));
  }
  return model({
    graph: graph({
      nodes,
      initializers: weights,
      inputs: [tensorValue('x', 'FP32', ['batch', width])],
      outputs: [tensorValue('y', 'FP32', ['batch', width])],
    }),
  });
}

/** A small image classifier: `depth` 3×3 convolutions of `channels` on 32×32, mean over the picture, ten scores. */
export function convolutionModel(options: { channels: number; depth: number }): Message {
  const { channels, depth } = options;
  const random = seededRandom(2);
  const nodes: Message[] = [];
  const weights: Message[] = [];
  for (let i = 0; i < depth; i++) {
    const from = i === 0 ? 3 : channels;
    weights.push(randomWeights(`w${i}`, [channels, from, 3, 3], { random, fanIn: from * 9 }));
    nodes.push(
      node({
        op: 'Conv',
        inputs: [i === 0 ? 'image' : `h${i - 1}`, `w${i}`],
        outputs: [`z${i}`],
        attributes: { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } },
      }),
      node({ op: 'Relu', inputs: [`z${i}`], outputs: [`h${i}`] }),
    );
  }
  weights.push(randomWeights('head', [channels, 10], { random, fanIn: channels }));
  nodes.push(
    node({ op: 'GlobalAveragePool', inputs: [`h${depth - 1}`], outputs: ['pooled'] }),
    node({ op: 'Flatten', inputs: ['pooled'], outputs: ['flat'] }),
    node({ op: 'MatMul', inputs: ['flat', 'head'], outputs: ['scores'] }),
  );
  return model({
    graph: graph({
      nodes,
      initializers: weights,
      inputs: [tensorValue('image', 'FP32', ['batch', 3, 32, 32])],
      outputs: [tensorValue('scores', 'FP32', ['batch', 10])],
    }),
  });
}

// Scaled so that numbers neither grow nor vanish on their way through the layers.
function randomWeights(name: string, dims: number[], { random, fanIn }: { random: () => number; fanIn: number }): Message {
  const scale = Math.sqrt(6 / fanIn);
  const values = Float32Array.from({ length: dims.reduce((size, dim) => size * dim, 1) }, () => (random() * 2 - 1) * scale);
  return tensor({ name, type: 'FP32', dims, raw: new Uint8Array(values.buffer) });
}
