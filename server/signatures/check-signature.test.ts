import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { checkSignature } from './check-signature.ts';
import { detectSignature } from './detect/detect-signature.ts';
import type { Signature } from './schema.ts';
import { stepSchema } from './step.ts';
import { STEP_CHAINS } from './steps/step-chains.ts';
import { BERT, syntheticEvidence, syntheticGraph, TOKENIZER } from './testing/synthetic-graph.ts';

const detector = () => detectSignature(syntheticEvidence({ inputs: { images: [1, 3, 640, 640] }, outputs: { output0: [1, 84, 8400] } }));
const speech = () =>
  detectSignature(
    syntheticEvidence({
      inputs: { input: [null, null], state: [2, null, 128], sr: { type: 'INT64', shape: [] } },
      outputs: { output: [null, 1], stateN: [null, null, null] },
    }),
  );
const texts = () => detectSignature(syntheticEvidence({ inputs: BERT, outputs: { sentence_embedding: ['b', 384] } }, { tokenizer: TOKENIZER }));
const plain = () => detectSignature(syntheticEvidence({ inputs: { x: ['n', 2], y: ['n', 2] }, outputs: { z: ['n', 2] } }));

function refusal(signature: Signature, files?: string[]): AppError {
  try {
    checkSignature(signature, files);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was taken');
}

type Edit = (signature: Signature) => void;
const field = (signature: Signature, name: string) =>
  [...signature.inputs, ...signature.outputs].find((candidate) => candidate.name === name) as Signature['inputs'][number];
const without = (signature: Signature, name: string, kind: string) => {
  const found = field(signature, name);
  found.steps = found.steps.filter((step) => step.kind !== kind);
};

describe('a signature', () => {
  it('that detection made is taken', () => {
    for (const signature of [detector(), speech(), texts(), plain()]) expect(() => checkSignature(signature)).not.toThrow();
  });

  const refusals: [string, () => Signature, Edit, RegExp][] = [
    ['without a graph', detector, (s) => (s.graphs = []), /^The signature: it has no graph\.$/],
    ['with two inputs of one name', detector, (s) => s.inputs.push(structuredClone(field(s, 'image'))), /^Input `image`: two have this name\.$/],
    ['with two graphs of one name', detector, (s) => s.graphs.push(structuredClone(s.graphs[0]!)), /^Graph `model`: two/],
    ['with a nameless output', detector, (s) => (s.outputs[0]!.name = ''), /^Output: it has no name/],
    ['of an unknown graph', detector, (s) => (field(s, 'image').tensors[0]!.graph = 'other'), /^Input `image`: there is no graph `other`\.$/],
    [
      'of an unknown tensor',
      detector,
      (s) => (field(s, 'objects').tensors[0]!.name = 'boxes'),
      /^Output `objects`: there is no output of the model named `boxes`\.$/,
    ],
    [
      'with no decoding',
      detector,
      (s) => without(s, 'image', 'decode-image'),
      /^Input `image`, step 1 \(letterbox\): it takes a picture and gets a file's bytes\.$/,
    ],
    [
      'with pixels for the model',
      detector,
      (s) => without(s, 'image', 'to-tensor'),
      /^Input `image`: its Steps end with pixels as numbers and it feeds a tensor\.$/,
    ],
    [
      'with Steps in the wrong order',
      detector,
      (s) => field(s, 'objects').steps.reverse(),
      /^Output `objects`, step 1 \(boxes-to-json\): it takes boxes and gets a tensor\.$/,
    ],
    [
      'that ends with boxes',
      detector,
      (s) => without(s, 'objects', 'boxes-to-json'),
      /^Output `objects`: its Steps end with boxes and its encoding is json\.$/,
    ],
    [
      'with a Step on the wrong side',
      detector,
      (s) => field(s, 'objects').steps.unshift(stepSchema.parse({ kind: 'decode-image' })),
      /step 1 \(decode-image\): it belongs before the model\.$/,
    ],
    [
      'with a parameter nobody sends',
      detector,
      (s) => (s.inputs = s.inputs.filter(({ name }) => name !== 'iou')),
      /^Output `objects`, step 2 \(nms\): it takes a parameter from the field `iou`, and there is none\.$/,
    ],
    [
      'with a parameter that feeds the model',
      detector,
      (s) => (field(s, 'objects').steps[1] = stepSchema.parse({ kind: 'nms', iou: { field: 'image' } })),
      /it takes a parameter from `image`, which feeds the model\.$/,
    ],
    [
      'with a tensor of a role that is not its own',
      detector,
      (s) => (field(s, 'objects').steps[0] = stepSchema.parse({ kind: 'decode-boxes', family: 'yolov8', tensors: { output: 'other' } })),
      /step 1 \(decode-boxes\): it names the tensor `other`/,
    ],
    ['with an output of no tensor', detector, (s) => (field(s, 'objects').tensors = []), /^Output `objects`: it is made of no tensor/],
    ['with an input that nothing feeds', speech, (s) => (s.constants = []), /^The signature: nothing feeds the model's input `sr`\.$/],
    [
      'with an input that is fed twice',
      speech,
      (s) => s.constants!.push({ graph: 'model', name: 'state', datatype: 'FP32', shape: [2, 1, 128], data: Array<number>(256).fill(0) }),
      /`state` is fed twice, by a constant and the loop\.$/,
    ],
    ['with a constant of another datatype', speech, (s) => (s.constants![0]!.datatype = 'INT32'), /^Constant `sr`: it is INT32 and the model takes INT64\.$/],
    [
      'with a constant of another shape',
      speech,
      (s) => Object.assign(s.constants![0]!, { shape: [1] }),
      /^Constant `sr`: its shape \[1\] is not the model's\.$/,
    ],
    ['with a constant of too few numbers', speech, (s) => (s.constants![0]!.data = []), /^Constant `sr`: its shape has 1 elements and its data 0\.$/],
    ['with a loop over nothing', speech, (s) => (s.loop!.over = 'sound'), /^The loop: there is no input of the model named `sound`\.$/],
    ['with a loop that carries another datatype', speech, (s) => (s.loop!.carry[0]!.datatype = 'FP16'), /^The loop: it carries FP16 and `stateN` is FP32\.$/],
    ['that pools without tokens', texts, (s) => (field(s, 'text').steps = []), /^Input `text`: its Steps end with JSON and it feeds 3 tensors\.$/],
    ['with a tensor of another datatype', plain, (s) => Object.assign(s.inputs[0]!, { datatype: 'INT64' }), /^Input `x`: it is INT64 and `x` is FP32\.$/],
    ['with a tensor that may be left out', plain, (s) => (s.inputs[0]!.required = false), /^Input `x`: it may be left out, and the model needs its tensors\.$/],
    [
      'with a picture and no Steps',
      plain,
      (s) => Object.assign(s.inputs[0]!, { encoding: 'image', mediaTypes: ['image/png'] }),
      /^Input `x`: its Steps end with a file's bytes and it feeds a tensor\.$/,
    ],
  ];
  it.each(refusals)('%s is refused', (_, make, edit, message) => {
    const signature = make();
    edit(signature);
    const error = refusal(signature);
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.message).toMatch(message);
    expect(error.suggestions).toHaveLength(1);
  });

  it('that reads a file the version has not is refused', () => {
    expect(refusal(texts(), ['model.onnx']).message).toBe(
      'Input `text`, step 1 (tokenise): it reads `tokenizer.json`, which is not among the files of this version.',
    );
    expect(() => checkSignature(texts(), ['model.onnx', 'tokenizer.json'])).not.toThrow();
  });

  it('whose Steps run a graph that is not there is refused', () => {
    const signature = detector();
    const graph = syntheticGraph({ name: 'recognise', inputs: { x: ['n', 3, 48, 'w'], width: ['n'] }, outputs: { y: ['n', 't', 97] } });
    const run = { kind: 'run', graph: 'recognise', input: 'x', output: 'y' } as const;
    const chain = [{ kind: 'text-boxes' }, { kind: 'crop-quads' }, run, { kind: 'ctc', alphabet: ['a'] }, { kind: 'lines-to-text' }].map((step) =>
      stepSchema.parse(step),
    );
    field(signature, 'objects').steps = chain;
    expect(refusal(signature).message).toBe('Output `objects`, step 3 (run): there is no graph `recognise`.');
    signature.graphs.push(graph);
    expect(refusal(signature).message).toBe('Output `objects`, step 3 (run): nothing feeds the input `width` of `recognise`.');
    graph.inputs.pop();
    expect(() => checkSignature(signature)).not.toThrow();
  });

  it('that needs the picture is refused when none is sent', () => {
    const signature = plain();
    signature.outputs[0] = {
      name: 'cut',
      encoding: 'image',
      mediaTypes: ['image/png'],
      required: true,
      tensors: [{ graph: 'model', name: 'z' }],
      steps: [{ kind: 'cut-out' }],
    };
    expect(refusal(signature).message).toBe('Output `cut`, step 1 (cut-out): it needs what decode-image notes about the input, and no input has that Step.');
  });
});

describe('a parameter', () => {
  it('that may be left out needs a default', () => {
    const signature = detector();
    Object.assign(field(signature, 'iou'), { default: undefined });
    expect(refusal(signature).message).toBe('Output `objects`, step 2 (nms): it takes a parameter from `iou`, which may be left out and has no default.');
  });
});

describe('a table', () => {
  it('whose Steps take a column it has not is refused', () => {
    const signature = detectSignature(syntheticEvidence({ producer: 'skl2onnx', inputs: { X: [null, 2] }, outputs: { variable: [null, 1] } }));
    const rows = field(signature, 'rows');
    if (rows.encoding === 'row') rows.columns.pop();
    expect(refusal(signature).message).toBe('Input `rows`, step 1 (rows-to-tensors): it takes the column `feature_2`, which the field has not.');
  });
});

describe('the table of Steps', () => {
  it('has a line for each kind', () => {
    const kinds = stepSchema.options.map((option) => option.shape.kind.value);
    expect(Object.keys(STEP_CHAINS).sort()).toEqual([...kinds].sort());
  });
});
