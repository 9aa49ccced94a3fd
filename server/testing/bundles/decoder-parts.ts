import { floats, longs, node, type AttributeValue, type Message } from '../onnx/write-onnx.ts';
import { SIZE, type Slot } from './aligned-writer.ts';

/** An operator with its inputs and its output or outputs. */
export type Node = [op: string, inputs: string[], output: string | string[], attributes?: Record<string, AttributeValue>];

/** The token a decoder goes on from (`token`), and what its heads find in what was written (`own_found`), by its cache of keys and values. */
export function targetNodes({ past, present }: { past: string; present: string }): Node[] {
  return [
    ['Shape', [`${past}.key`], 'past_shape'],
    ['Gather', ['past_shape', 'i2'], 'past'],
    ['Shape', ['input_ids'], 'ids_shape'],
    ['Gather', ['ids_shape', 'i1'], 'count'],
    ['Add', ['past', 'count'], 'total'],
    ['Range', ['past', 'total', 'i1'], 'places'],
    ['Gather', ['tokens', 'input_ids'], 'token'],
    ['Unsqueeze', ['token', 'a1'], 'token_one'],
    ['Tile', ['token_one', 'own_repeat'], 'token_heads'],
    ['Concat', [`${past}.value`, 'token_heads'], `${present}.value`, { axis: { int: 2 } }],
    // The codes of its places, as wide as the batch.
    ['Gather', ['codes', 'places'], 'code'],
    ['Mul', ['token', 'zero'], 'nothing'],
    ['Add', ['nothing', 'code'], 'code_batch'],
    ['Unsqueeze', ['code_batch', 'a1'], 'code_one'],
    ['Tile', ['code_one', 'own_repeat'], 'code_heads'],
    ['Concat', [`${past}.key`, 'code_heads'], `${present}.key`, { axis: { int: 2 } }],
    ...attend({ side: 'own', keys: `${present}.key`, values: `${present}.value`, mask: null }),
  ];
}

/** One head for each slot, in one go: it asks for a place and gets the token that stands there. Codes of places are one-hot, so that no softmax is needed. */
export function attend({ side, keys, values, mask }: { side: string; keys: string; values: string; mask: string | null }): Node[] {
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

/** Numbers that nodes name. */
export const CONSTANTS = [
  floats('zero', [], [0]),
  longs('i0', [], [0]),
  longs('i1', [], [1]),
  longs('i2', [], [2]),
  longs('a0', [1], [0]),
  longs('a1', [1], [1]),
  longs('a2', [1], [2]),
  longs('a12', [2], [1, 2]),
];

export function nodesOf(nodes: readonly Node[]): Message[] {
  return nodes.map(([op, inputs, output, attributes]) =>
    node({ op, inputs, outputs: Array.isArray(output) ? output : [output], attributes: attributes ?? {} }),
  );
}

export function oneHot(count: number): number[] {
  return Array.from({ length: count * SIZE }, (_, at) => (Math.floor(at / SIZE) === at % SIZE ? 1 : 0));
}

/** For each place of the target and each head, the code of the place it asks for. */
export function asks(slots: readonly Slot[], shift: number): number[] {
  return Array.from({ length: SIZE }, (_, place) =>
    slots.flatMap((slot) => {
      const wanted = shift + ('place' in slot.at ? slot.at.place : place + slot.at.offset);
      return Array.from({ length: SIZE }, (__, at) => (at === wanted ? 1 : 0));
    }),
  ).flat();
}
