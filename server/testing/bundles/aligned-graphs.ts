import { floats, graph, longs, model, node, tensorValue, type AttributeValue, type Message } from '../onnx/write-onnx.ts';
import { SIZE, type AlignedWriter, type Slot } from './aligned-writer.ts';

/** Places before the separator have codes too. */
const SHIFT = 8;
export const CONTEXT = SIZE - SHIFT - 8;

type Node = [op: string, inputs: string[], output: string | string[], attributes?: Record<string, AttributeValue>];

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
        ...nodesOf(TARGET),
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

/** The token it goes on from, and what its heads find in what was written. */
const TARGET: Node[] = [
  ['Shape', ['past_key_values.0.decoder.key'], 'past_shape'],
  ['Gather', ['past_shape', 'i2'], 'past'],
  ['Shape', ['input_ids'], 'ids_shape'],
  ['Gather', ['ids_shape', 'i1'], 'count'],
  ['Add', ['past', 'count'], 'total'],
  ['Range', ['past', 'total', 'i1'], 'places'],
  ['Gather', ['tokens', 'input_ids'], 'token'],
  ['Unsqueeze', ['token', 'a1'], 'token_one'],
  ['Tile', ['token_one', 'own_repeat'], 'token_heads'],
  ['Concat', ['past_key_values.0.decoder.value', 'token_heads'], 'present.0.decoder.value', { axis: { int: 2 } }],
  // The codes of its places, as wide as the batch.
  ['Gather', ['codes', 'places'], 'code'],
  ['Mul', ['token', 'zero'], 'nothing'],
  ['Add', ['nothing', 'code'], 'code_batch'],
  ['Unsqueeze', ['code_batch', 'a1'], 'code_one'],
  ['Tile', ['code_one', 'own_repeat'], 'code_heads'],
  ['Concat', ['past_key_values.0.decoder.key', 'code_heads'], 'present.0.decoder.key', { axis: { int: 2 } }],
  ...attend({ side: 'own', keys: 'present.0.decoder.key', values: 'present.0.decoder.value', mask: null }),
];

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

function attend({ side, keys, values, mask }: { side: string; keys: string; values: string; mask: string | null }): Node[] {
  const name = (what: string) => `${side}_${what}`;
  return [
    ['Gather', [`asks_${side}`, 'places'], name('ask')],
    ['Unsqueeze', [name('ask'), 'a0'], name('ask_batch')],
    ['Reshape', [name('ask_batch'), name('heads')], name('ask_heads')],
    ['Transpose', [name('ask_heads')], name('queries'), { perm: { ints: [0, 2, 1, 3] } }],
    ['Transpose', [keys], name('keys_t'), { perm: { ints: [0, 1, 3, 2] } }],
    ['MatMul', [name('queries'), name('keys_t')], mask ? name('scores_all') : name('scores')],
    ...(mask ? [['Mul', [name('scores_all'), mask], name('scores')] as Node] : []),
    ['MatMul', [name('scores'), values], name('heads_found')],
    ['Transpose', [name('heads_found')], name('found_t'), { perm: { ints: [0, 2, 1, 3] } }],
    ['Reshape', [name('found_t'), name('flat')], name('found')],
  ];
}

const CONSTANTS = [
  floats('zero', [], [0]),
  longs('i0', [], [0]),
  longs('i1', [], [1]),
  longs('i2', [], [2]),
  longs('a0', [1], [0]),
  longs('a1', [1], [1]),
  longs('a2', [1], [2]),
  longs('a12', [2], [1, 2]),
];

function nodesOf(nodes: readonly Node[]): Message[] {
  return nodes.map(([op, inputs, output, attributes]) =>
    node({ op, inputs, outputs: Array.isArray(output) ? output : [output], attributes: attributes ?? {} }),
  );
}

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

function oneHot(count: number): number[] {
  return Array.from({ length: count * SIZE }, (_, at) => (Math.floor(at / SIZE) === at % SIZE ? 1 : 0));
}

/** For each place of the target and each head, the code of the place it asks for. */
function asks(slots: readonly Slot[], shift: number): number[] {
  return Array.from({ length: SIZE }, (_, place) =>
    slots.flatMap((slot) => {
      const wanted = shift + ('place' in slot.at ? slot.at.place : place + slot.at.offset);
      return Array.from({ length: SIZE }, (__, at) => (at === wanted ? 1 : 0));
    }),
  ).flat();
}

function together(conjunctions: AlignedWriter['conjunctions'], rows: number): number[] {
  const matrix = new Array<number>(rows * conjunctions.length).fill(0);
  conjunctions.forEach((parts, column) => {
    for (const { slot, token } of parts) matrix[(slot * SIZE + token) * conjunctions.length + column] = 1;
  });
  return matrix;
}
