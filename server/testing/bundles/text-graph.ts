import { floats, graph, longs, model, node, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { randomWeights } from './random-weights.ts';

const WIDTH = 16;
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'];

/** What stands on the encoder: nothing, a row of scores for the text, one for each token, or where an answer begins and ends. */
export type TextHead = { kind: 'hidden' } | { kind: 'text' | 'token'; classes: number } | { kind: 'span' };

/**
 * An encoder of texts with random weights in which every token sees itself, which sentence it is of, and the mean of all
 * tokens that are not padding; so a mask or a sentence that is fed wrongly changes every number.
 */
export function textGraph(options: { words: number; head: TextHead; seed: number }): Uint8Array {
  const weights = randomWeights(options.seed);
  const head = headOf(options.head, weights);
  return model({
    graph: graph({
      nodes: [...ENCODER, ...head.nodes],
      initializers: [
        weights('words', [options.words, WIDTH]),
        weights('sentences', [2, WIDTH]),
        weights('own', [WIDTH, WIDTH], 0.5),
        weights('others', [WIDTH, WIDTH], 0.5),
        longs('along_tokens', [1], [1]),
        longs('last', [1], [2]),
        ...head.initializers,
      ],
      inputs: INPUTS.map((name) => tensorValue(name, 'INT64', ['batch_size', 'sequence_length'])),
      outputs: head.outputs,
    }),
  });
}

const ENCODER: Message[] = [
  node({ op: 'Gather', inputs: ['words', 'input_ids'], outputs: ['word'] }),
  node({ op: 'Gather', inputs: ['sentences', 'token_type_ids'], outputs: ['sentence'] }),
  node({ op: 'Add', inputs: ['word', 'sentence'], outputs: ['seen'] }),
  node({ op: 'Cast', inputs: ['attention_mask'], outputs: ['mask'], attributes: { to: { int: 1 } } }),
  node({ op: 'Unsqueeze', inputs: ['mask', 'last'], outputs: ['mask3'] }),
  node({ op: 'Mul', inputs: ['seen', 'mask3'], outputs: ['unmasked'] }),
  node({ op: 'ReduceSum', inputs: ['unmasked', 'along_tokens'], outputs: ['sum'], attributes: { keepdims: { int: 1 } } }),
  node({ op: 'ReduceSum', inputs: ['mask3', 'along_tokens'], outputs: ['count'], attributes: { keepdims: { int: 1 } } }),
  node({ op: 'Div', inputs: ['sum', 'count'], outputs: ['mean'] }),
  node({ op: 'MatMul', inputs: ['seen', 'own'], outputs: ['from_itself'] }),
  node({ op: 'MatMul', inputs: ['mean', 'others'], outputs: ['from_others'] }),
  node({ op: 'Add', inputs: ['from_itself', 'from_others'], outputs: ['all'] }),
  node({ op: 'Tanh', inputs: ['all'], outputs: ['hidden'] }),
];

interface Head {
  nodes: Message[];
  initializers: Message[];
  outputs: Message[];
}

function headOf(head: TextHead, weights: ReturnType<typeof randomWeights>): Head {
  const tokens = ['batch_size', 'sequence_length'];
  if (head.kind === 'hidden') {
    return {
      nodes: [node({ op: 'Identity', inputs: ['hidden'], outputs: ['last_hidden_state'] })],
      initializers: [],
      outputs: [tensorValue('last_hidden_state', 'FP32', [...tokens, WIDTH])],
    };
  }
  if (head.kind === 'span') {
    return {
      nodes: [
        node({ op: 'MatMul', inputs: ['hidden', 'head'], outputs: ['both'] }),
        node({ op: 'Gather', inputs: ['both', 'zero'], outputs: ['start_logits'], attributes: { axis: { int: 2 } } }),
        node({ op: 'Gather', inputs: ['both', 'one'], outputs: ['end_logits'], attributes: { axis: { int: 2 } } }),
      ],
      initializers: [weights('head', [WIDTH, 2], 2), longs('zero', [], [0]), longs('one', [], [1])],
      outputs: ['start_logits', 'end_logits'].map((name) => tensorValue(name, 'FP32', tokens)),
    };
  }
  const first = head.kind === 'text' ? [node({ op: 'Gather', inputs: ['hidden', 'zero'], outputs: ['first'], attributes: { axis: { int: 1 } } })] : [];
  const shape = head.kind === 'text' ? ['batch_size', head.classes] : [...tokens, head.classes];
  return {
    nodes: [
      ...first,
      node({ op: 'MatMul', inputs: [head.kind === 'text' ? 'first' : 'hidden', 'head'], outputs: ['scores'] }),
      node({ op: 'Add', inputs: ['scores', 'bias'], outputs: ['logits'] }),
    ],
    initializers: [weights('head', [WIDTH, head.classes], 2), floats('bias', [1], [0.1]), longs('zero', [], [0])],
    outputs: [tensorValue('logits', 'FP32', shape)],
  };
}
