import { floats, graph, longs, model, node, tensorValue, type Message } from '../onnx/write-onnx.ts';
import { VOCABULARY } from './byte-tokenizer.ts';
import { REACH, type TrainedWriter } from './train-writer.ts';

/** As its configuration says them: a head looks at the token 1, 2 or 3 places back. */
export const HEADS = REACH - 1;
export const HEAD_SIZE = VOCABULARY;
export const CONTEXT = 1024;

const WAVES = 40;
const SHARPNESS = 4;

/**
 * A decoder of one layer with a cache of keys and values, as its family has it: each head finds a place by its code of waves
 * and brings the token that stands there; a layer of ReLUs tells which tokens stand together; both speak about the next.
 * No norm: what is added up are single tokens.
 */
export function writerGraph(writer: TrainedWriter): Message {
  const { conjunctions } = writer;
  const features = REACH * VOCABULARY;
  const size = HEAD_SIZE;
  const cache = (name: string) => ['batch_size', HEADS, name, size];
  return model({
    graph: graph({
      name: 'writer',
      nodes: NODES.map(([op, inputs, output, attributes]) => node({ op, inputs: [...inputs], outputs: [output], attributes: attributes ?? {} })),
      initializers: [
        floats('tokens', [VOCABULARY, size], identity(VOCABULARY)),
        floats('codes', [CONTEXT, size], codes(0)),
        floats('asks', [CONTEXT, HEADS * size], asks()),
        floats('single', [features, VOCABULARY], [...writer.single]),
        floats('together', [features, conjunctions.length], together(conjunctions)),
        floats(
          'threshold',
          [conjunctions.length],
          conjunctions.map((parts) => 1 - parts.length),
        ),
        floats('joint', [conjunctions.length, VOCABULARY], [...writer.joint]),
        floats('barred', [], [-1e9]),
        floats('open', [], [0]),
        longs('i0', [], [0]),
        longs('i1', [], [1]),
        longs('a0', [1], [0]),
        longs('a1', [1], [1]),
        longs('a01', [2], [0, 1]),
        longs('a12', [2], [1, 2]),
        longs('heads', [4], [0, 0, HEADS, size]),
        longs('repeat', [4], [1, 1, HEADS, 1]),
        longs('a2', [1], [2]),
        longs('flat', [3], [0, 0, HEADS * size]),
      ],
      inputs: [
        tensorValue('input_ids', 'INT64', ['batch_size', 'sequence_length']),
        tensorValue('attention_mask', 'INT64', ['batch_size', 'total_sequence_length']),
        tensorValue('position_ids', 'INT64', ['batch_size', 'sequence_length']),
        tensorValue('past_key_values.0.key', 'FP32', cache('past_sequence_length')),
        tensorValue('past_key_values.0.value', 'FP32', cache('past_sequence_length')),
      ],
      outputs: [
        tensorValue('logits', 'FP32', ['batch_size', 'sequence_length', VOCABULARY]),
        tensorValue('present.0.key', 'FP32', cache('total_sequence_length')),
        tensorValue('present.0.value', 'FP32', cache('total_sequence_length')),
      ],
    }),
  });
}

type Node = [op: string, inputs: string[], output: string, attributes?: Record<string, { int: number } | { ints: number[] }>];

const NODES: Node[] = [
  // Which places a token may look at: those before it and itself, where there is no padding.
  ['Shape', ['attention_mask'], 'mask_shape'],
  ['Gather', ['mask_shape', 'i1'], 'total', { axis: { int: 0 } }],
  ['Shape', ['input_ids'], 'ids_shape'],
  ['Gather', ['ids_shape', 'i1'], 'count', { axis: { int: 0 } }],
  ['Sub', ['total', 'count'], 'past'],
  ['Range', ['i0', 'total', 'i1'], 'columns'],
  ['Range', ['past', 'total', 'i1'], 'row_numbers'],
  ['Unsqueeze', ['row_numbers', 'a1'], 'rows'],
  ['LessOrEqual', ['columns', 'rows'], 'causal'],
  ['Unsqueeze', ['causal', 'a01'], 'causal4'],
  ['Cast', ['attention_mask'], 'present_tokens', { to: { int: 9 } }],
  ['Unsqueeze', ['present_tokens', 'a12'], 'present4'],
  ['And', ['causal4', 'present4'], 'seen'],
  ['Where', ['seen', 'open', 'barred'], 'bias'],
  // Each head asks for a place and gets the token there.
  ['Gather', ['tokens', 'input_ids'], 'token'],
  ['Gather', ['codes', 'position_ids'], 'code'],
  ['Gather', ['asks', 'position_ids'], 'ask'],
  ['Reshape', ['ask', 'heads'], 'ask_heads'],
  ['Transpose', ['ask_heads'], 'queries', { perm: { ints: [0, 2, 1, 3] } }],
  ['Unsqueeze', ['code', 'a2'], 'code_one'],
  ['Tile', ['code_one', 'repeat'], 'code_heads'],
  ['Transpose', ['code_heads'], 'keys', { perm: { ints: [0, 2, 1, 3] } }],
  ['Unsqueeze', ['token', 'a2'], 'token_one'],
  ['Tile', ['token_one', 'repeat'], 'token_heads'],
  ['Transpose', ['token_heads'], 'values', { perm: { ints: [0, 2, 1, 3] } }],
  ['Concat', ['past_key_values.0.key', 'keys'], 'present.0.key', { axis: { int: 2 } }],
  ['Concat', ['past_key_values.0.value', 'values'], 'present.0.value', { axis: { int: 2 } }],
  ['Transpose', ['present.0.key'], 'keys_t', { perm: { ints: [0, 1, 3, 2] } }],
  ['MatMul', ['queries', 'keys_t'], 'scores'],
  ['Add', ['scores', 'bias'], 'masked'],
  ['Softmax', ['masked'], 'weights', { axis: { int: -1 } }],
  ['MatMul', ['weights', 'present.0.value'], 'found'],
  ['Transpose', ['found'], 'found_t', { perm: { ints: [0, 2, 1, 3] } }],
  ['Reshape', ['found_t', 'flat'], 'before'],
  // What the tokens say each, and together.
  ['Concat', ['token', 'before'], 'features', { axis: { int: -1 } }],
  ['MatMul', ['features', 'single'], 'alone'],
  ['MatMul', ['features', 'together'], 'sums'],
  ['Add', ['sums', 'threshold'], 'over'],
  ['Relu', ['over'], 'both'],
  ['MatMul', ['both', 'joint'], 'jointly'],
  ['Add', ['alone', 'jointly'], 'logits'],
];

function identity(size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => (Math.floor(at / size) === at % size ? 1 : 0));
}

/** A place as waves of as many lengths; two codes are alike only when the places are the same. */
function codes(back: number, sharpness = 1): number[] {
  return Array.from({ length: CONTEXT }, (_, place) => {
    const row = new Array<number>(HEAD_SIZE).fill(0);
    for (let wave = 0; wave < WAVES; wave += 1) {
      // Steps of the golden ratio: no two lengths are multiples of each other.
      const angle = (place - back) * Math.PI * ((wave * 0.6180339887 + 0.3) % 1);
      row[2 * wave] = sharpness * Math.cos(angle);
      row[2 * wave + 1] = sharpness * Math.sin(angle);
    }
    return row;
  }).flat();
}

function asks(): number[] {
  const heads = Array.from({ length: HEADS }, (_, head) => codes(head + 1, SHARPNESS));
  return Array.from({ length: CONTEXT }, (_, place) => heads.flatMap((all) => all.slice(place * HEAD_SIZE, (place + 1) * HEAD_SIZE))).flat();
}

function together(conjunctions: TrainedWriter['conjunctions']): number[] {
  const matrix = new Array<number>(REACH * VOCABULARY * conjunctions.length).fill(0);
  conjunctions.forEach((parts, column) => {
    for (const { back, token } of parts) matrix[(back * VOCABULARY + token) * conjunctions.length + column] = 1;
  });
  return matrix;
}
