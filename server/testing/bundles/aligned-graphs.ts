import { floats, graph, longs, model, node, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { SIZE, type AlignedWriter } from './aligned-writer.ts';
import { asks, attend, CONSTANTS, nodesOf, oneHot, targetNodes, type Node } from './decoder-parts.ts';

/** Places before the separator have codes too. */
const SHIFT = 8;
export const CONTEXT = SIZE - SHIFT - 8;

/** Says of each token which it is and at which place behind the separator it stands: last_hidden_state [batch, sequence, 2 × SIZE]. */
export function alignedEncoder({ vocabulary, separators }: AlignedWriter): Message {
  return model({
    graph: graph({
      name: 'encoder',
      nodes: nodesOf([
        ['Shape', ['input_ids'], 'shape'],
        ['Gather', ['shape', 'i1'], 'count'],
        ['Range', ['i0', 'count', 'i1'], 'places'],
        ['Add', ['places', 'i1'], 'next'],
        ['Gather', ['is_separator', 'input_ids'], 'separators'],
        ['Mul', ['separators', 'next'], 'behind'],
        ['ReduceMax', ['behind'], 'origin', { axes: { ints: [1] }, keepdims: { int: 1 } }],
        ['Sub', ['places', 'origin'], 'place'],
        ['Add', ['place', 'shift'], 'shifted'],
        ['Max', ['shifted', 'i0'], 'row'],
        ['Gather', ['codes', 'row'], 'code'],
        ['Gather', ['tokens', 'input_ids'], 'token'],
        ['Cast', ['attention_mask'], 'mask', { to: { int: 1 } }],
        ['Unsqueeze', ['mask', 'a2'], 'mask3'],
        ['Mul', ['token', 'mask3'], 'kept'],
        ['Concat', ['kept', 'code'], 'last_hidden_state', { axis: { int: -1 } }],
      ]),
      initializers: [
        floats('tokens', [vocabulary, SIZE], oneHot(vocabulary)),
        floats('codes', [SIZE, SIZE], oneHot(SIZE)),
        longs(
          'is_separator',
          [vocabulary],
          Array.from({ length: vocabulary }, (_, id) => (separators.has(id) ? 1 : 0)),
        ),
        longs('shift', [], [SHIFT]),
        ...CONSTANTS,
      ],
      inputs: ['input_ids', 'attention_mask'].map((name) => tensorValue(name, 'INT64', ['batch_size', 'encoder_sequence_length'])),
      outputs: [tensorValue('last_hidden_state', 'FP32', ['batch_size', 'encoder_sequence_length', 2 * SIZE])],
    }),
  });
}

/**
 * A decoder of one layer with the cache merged in, as optimum writes it. Each head asks for one slot's place and gets the token there (attention
 * without softmax: codes of places are one-hot); a layer of ReLUs tells which tokens stand together; all speak about the next.
 */
export function alignedDecoder(writer: AlignedWriter): Message {
  const { slots, vocabulary, conjunctions, weights } = writer;
  const [, ...others] = slots;
  const own = others.filter(({ of }) => of === 'target');
  const source = others.filter(({ of }) => of === 'source');
  const alone = slots.length * SIZE;
  const cache = (side: string, heads: number, length: string) =>
    ['key', 'value'].map((what) => ({ name: `${side}.${what}`, shape: ['batch_size', heads, length, SIZE] }));
  const past = [...cache('decoder', own.length, 'past_decoder_sequence_length'), ...cache('encoder', source.length, 'encoder_sequence_length_out')];
  return model({
    graph: graph({
      name: 'decoder',
      nodes: [
        ...nodesOf(targetNodes({ past: 'past_key_values.0.decoder', present: 'present.0.decoder' })),
        node({
          op: 'If',
          inputs: ['use_cache_branch'],
          outputs: ['present.0.encoder.key', 'present.0.encoder.value'],
          attributes: { then_branch: { graph: branch('kept', KEPT) }, else_branch: { graph: branch('made', MADE) } },
        }),
        ...nodesOf(WRITING),
      ],
      initializers: [
        floats('tokens', [vocabulary, SIZE], oneHot(vocabulary)),
        floats('codes', [SIZE, SIZE], oneHot(SIZE)),
        floats('asks_own', [SIZE, own.length * SIZE], asks(own, 0)),
        floats('asks_source', [SIZE, source.length * SIZE], asks(source, SHIFT)),
        floats('alone', [alone, vocabulary], [...weights.subarray(0, alone * vocabulary)]),
        floats('together', [alone, conjunctions.length], together(conjunctions, alone)),
        floats(
          'threshold',
          [conjunctions.length],
          conjunctions.map((parts) => 1 - parts.length),
        ),
        floats('joint', [conjunctions.length, vocabulary], [...weights.subarray(alone * vocabulary)]),
        longs('own_heads', [4], [0, 0, own.length, SIZE]),
        longs('own_repeat', [4], [1, own.length, 1, 1]),
        longs('own_flat', [3], [0, 0, own.length * SIZE]),
        longs('source_heads', [4], [0, 0, source.length, SIZE]),
        longs('source_repeat', [4], [1, source.length, 1, 1]),
        longs('source_flat', [3], [0, 0, source.length * SIZE]),
        longs('halves', [2], [SIZE, SIZE]),
        ...CONSTANTS,
      ],
      inputs: [
        tensorValue('encoder_attention_mask', 'INT64', ['batch_size', 'encoder_sequence_length']),
        tensorValue('input_ids', 'INT64', ['batch_size', 'decoder_sequence_length']),
        tensorValue('encoder_hidden_states', 'FP32', ['batch_size', 'encoder_sequence_length', 2 * SIZE]),
        ...past.map(({ name, shape }) => tensorValue(`past_key_values.0.${name}`, 'FP32', shape)),
        tensorValue('use_cache_branch', 'BOOL', [1]),
      ],
      outputs: [
        tensorValue('logits', 'FP32', ['batch_size', 'decoder_sequence_length', vocabulary]),
        ...past.map(({ name, shape }) => tensorValue(`present.0.${name}`, 'FP32', shape)),
      ],
    }),
  });
}

/** Keys and values of the source: once kept, they are not made again. */
const KEPT: Node[] = [
  ['Identity', ['past_key_values.0.encoder.key'], 'key_out'],
  ['Identity', ['past_key_values.0.encoder.value'], 'value_out'],
];

const MADE: Node[] = [
  ['Split', ['encoder_hidden_states', 'halves'], ['source_token', 'source_code'], { axis: { int: -1 } }],
  ['Unsqueeze', ['source_code', 'a1'], 'source_code_one'],
  ['Tile', ['source_code_one', 'source_repeat'], 'key_out'],
  ['Unsqueeze', ['source_token', 'a1'], 'source_token_one'],
  ['Tile', ['source_token_one', 'source_repeat'], 'value_out'],
];

/** What the heads find in the source, and what all of it says about the next token. */
const WRITING: Node[] = [
  ['Cast', ['encoder_attention_mask'], 'mask', { to: { int: 1 } }],
  ['Unsqueeze', ['mask', 'a12'], 'mask4'],
  ...attend({ side: 'source', keys: 'present.0.encoder.key', values: 'present.0.encoder.value', mask: 'mask4' }),
  ['Concat', ['token', 'own_found', 'source_found'], 'features', { axis: { int: -1 } }],
  ['MatMul', ['features', 'alone'], 'said_alone'],
  ['MatMul', ['features', 'together'], 'sums'],
  ['Add', ['sums', 'threshold'], 'over'],
  ['Relu', ['over'], 'both'],
  ['MatMul', ['both', 'joint'], 'said_together'],
  ['Add', ['said_alone', 'said_together'], 'logits'],
];

function branch(name: string, nodes: readonly Node[]): Message {
  // A branch's names are its own: the other has an output of the same name.
  const own = nodes.map(([op, inputs, output, attributes]): Node => {
    const rename = (value: string) => (/^(key|value)_out$/.test(value) ? `${name}_${value}` : value);
    return [op, inputs, Array.isArray(output) ? output.map(rename) : rename(output), attributes];
  });
  return graph({
    name,
    nodes: nodesOf(own),
    outputs: ['key_out', 'value_out'].map((output) => tensorValue(`${name}_${output}`, 'FP32', [null, null, null, SIZE])),
  });
}

function together(conjunctions: AlignedWriter['conjunctions'], rows: number): number[] {
  const matrix = new Array<number>(rows * conjunctions.length).fill(0);
  conjunctions.forEach((parts, column) => {
    for (const { slot, token } of parts) matrix[(slot * SIZE + token) * conjunctions.length + column] = 1;
  });
  return matrix;
}
