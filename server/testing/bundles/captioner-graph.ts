import { floats, graph, longs, model, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { SIZE, type Slot } from './aligned-writer.ts';
import { asks, CONSTANTS, nodesOf, oneHot, targetNodes } from './decoder-parts.ts';
import { SIDE } from './drawings.ts';
import { FILTERS, LOOK, STRIDE, WIDTH } from './picture-features.ts';

/** What says the next word of a caption: the word before it, the one before that, and the features of the picture. */
export interface Captioner {
  vocabulary: number;
  /** [SIZE + SIZE + FILTERS] rows of `vocabulary`. */
  weights: Float32Array;
  /** Of each feature over all pictures. */
  mean: readonly number[];
  deviation: readonly number[];
}

const BEFORE: readonly Slot[] = [{ of: 'target', at: { offset: -1 } }];

/** A picture → a vector for each of its patches: last_hidden_state [batch, patches, FILTERS]. */
export function captionerEncoder(): Message {
  return model({
    graph: graph({
      name: 'encoder',
      nodes: nodesOf([
        ['Conv', ['pixel_values', 'filters', 'bias'], 'map', { strides: { ints: [STRIDE, STRIDE] }, kernel_shape: { ints: [WIDTH, WIDTH] } }],
        ['Relu', ['map'], 'seen'],
        ['Reshape', ['seen', 'flat'], 'channels_first'],
        ['Transpose', ['channels_first'], 'last_hidden_state', { perm: { ints: [0, 2, 1] } }],
      ]),
      initializers: [
        floats('filters', [FILTERS, 3, WIDTH, WIDTH], [...LOOK.weights]),
        floats('bias', [FILTERS], [...LOOK.bias]),
        longs('flat', [3], [0, FILTERS, -1]),
      ],
      inputs: [tensorValue('pixel_values', 'FP32', ['batch_size', 3, SIDE, SIDE])],
      outputs: [tensorValue('last_hidden_state', 'FP32', ['batch_size', 'encoder_sequence_length', FILTERS])],
    }),
  });
}

/** A decoder of one layer with its cache. It looks at all patches alike. */
export function captionerDecoder({ vocabulary, weights, mean, deviation }: Captioner): Message {
  const cache = ['key', 'value'].map((what) => ({ what, shape: (length: string) => ['batch_size', 1, length, SIZE] }));
  return model({
    graph: graph({
      name: 'decoder',
      nodes: nodesOf([
        ...targetNodes({ past: 'past_key_values.0', present: 'present.0' }),
        ['ReduceMean', ['encoder_hidden_states'], 'picture', { axes: { ints: [1] }, keepdims: { int: 1 } }],
        ['Sub', ['picture', 'mean'], 'centred'],
        ['Div', ['centred', 'deviation'], 'features'],
        ['Concat', ['token', 'own_found'], 'words', { axis: { int: -1 } }],
        ['MatMul', ['words', 'of_words'], 'said_by_words'],
        ['MatMul', ['features', 'of_features'], 'said_by_picture'],
        ['Add', ['said_by_words', 'said_by_picture'], 'logits'],
      ]),
      initializers: [
        floats('tokens', [vocabulary, SIZE], oneHot(vocabulary)),
        floats('codes', [SIZE, SIZE], oneHot(SIZE)),
        floats('asks_own', [SIZE, SIZE], asks(BEFORE, 0)),
        floats('mean', [FILTERS], mean),
        floats('deviation', [FILTERS], deviation),
        floats('of_words', [2 * SIZE, vocabulary], [...weights.subarray(0, 2 * SIZE * vocabulary)]),
        floats('of_features', [FILTERS, vocabulary], [...weights.subarray(2 * SIZE * vocabulary)]),
        longs('own_heads', [4], [0, 0, 1, SIZE]),
        longs('own_repeat', [4], [1, 1, 1, 1]),
        longs('own_flat', [3], [0, 0, SIZE]),
        ...CONSTANTS,
      ],
      inputs: [
        tensorValue('input_ids', 'INT64', ['batch_size', 'decoder_sequence_length']),
        tensorValue('encoder_hidden_states', 'FP32', ['batch_size', 'encoder_sequence_length', FILTERS]),
        ...cache.map(({ what, shape }) => tensorValue(`past_key_values.0.${what}`, 'FP32', shape('past_sequence_length'))),
      ],
      outputs: [
        tensorValue('logits', 'FP32', ['batch_size', 'decoder_sequence_length', vocabulary]),
        ...cache.map(({ what, shape }) => tensorValue(`present.0.${what}`, 'FP32', shape('total_sequence_length'))),
      ],
    }),
  });
}
