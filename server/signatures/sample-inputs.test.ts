import { describe, expect, it } from 'vitest';
import { DATATYPE_NAMES, DATATYPES } from './datatype.ts';
import { sampleInputs, sampleShape, sampleTensor } from './sample-inputs.ts';
import type { Dim, TensorField } from './field.ts';
import { elementCount, unpackElements } from './tensor-bytes.ts';
import { encodeTensorJson } from './tensor-json.ts';

const field = (name: string, shape: Dim[] | null, datatype: TensorField['datatype'] = 'FP32'): TensorField => ({
  name,
  encoding: 'tensor',
  datatype,
  shape,
  required: true,
  tensors: [{ graph: 'model', name }],
  steps: [],
});

describe('made-up inputs', () => {
  it.each([
    [
      ['N', 3, 'height', 'width'],
      [1, 3, 224, 224],
    ],
    [
      ['batch_size', 'sequence_length'],
      [1, 8],
    ],
    [
      [null, null, null, 3],
      [1, 224, 224, 3],
    ],
    [
      ['p2o.DynamicDimension.0', 3, 'p2o.DynamicDimension.1', 'p2o.DynamicDimension.2'],
      [1, 3, 224, 224],
    ],
    [
      ['batch', 8, 'past_sequence_length', 64],
      [1, 8, 0, 64],
    ],
    [
      [2, null, 128],
      [2, 1, 128],
    ],
    [
      [1, null, 80],
      [1, 8, 80],
    ],
    [[], []],
    [null, [1]],
    [
      [3, 0],
      [3, 0],
    ],
  ] as [Dim[] | null, number[]][])('gives %j the sizes %j', (shape, sizes) => {
    expect(sampleShape({ shape })).toEqual(sizes);
  });

  it('gives one name one size across inputs, and takes sizes from its caller', () => {
    const inputs = [field('input_ids', ['batch', 'sequence'], 'INT64'), field('attention_mask', ['batch', 'sequence'], 'INT64')];
    expect(sampleInputs({ inputs }).map(({ shape }) => shape)).toEqual([
      [1, 8],
      [1, 8],
    ]);
    expect(sampleInputs({ inputs }, { dims: { sequence: 5 } }).map(({ shape }) => shape)).toEqual([
      [1, 5],
      [1, 5],
    ]);
  });

  it('makes what a voice detector and a text model can run on', () => {
    const voice = { inputs: [field('input', [null, null]), field('state', [2, null, 128]), field('sr', [], 'INT64')] };
    expect(sampleInputs(voice).map(({ shape }) => shape)).toEqual([[1, 576], [2, 1, 128], []]);
    expect(
      sampleInputs(voice)
        .map(({ datatype, bytes }) => encodeTensorJson(datatype, bytes))
        .at(-1),
    ).toEqual([16000]);
    const [mask] = sampleInputs({ inputs: [field('attention_mask', ['batch', 'sequence'], 'INT64')] });
    expect(mask && encodeTensorJson('INT64', mask.bytes)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('shrinks what is open until a tensor is small enough', () => {
    const shape = sampleShape({ shape: ['n', 64, 'height', 'width'] }, new Map(), 100_000);
    expect(shape[1]).toBe(64);
    expect(elementCount(shape)).toBeLessThanOrEqual(100_000);
  });

  it('fills every datatype with bytes of the right length, the same for the same seed', () => {
    for (const datatype of DATATYPE_NAMES) {
      for (const fill of ['zeros', 'ones', 'random'] as const) {
        const { bytes } = sampleTensor({ name: 'x', datatype, shape: [2, 3] }, { fill, seed: 7 });
        expect(bytes).toEqual(sampleTensor({ name: 'x', datatype, shape: [2, 3] }, { fill, seed: 7 }).bytes);
        if (datatype === 'BYTES') expect(unpackElements(bytes)).toHaveLength(6);
        else expect(bytes).toHaveLength(6 * DATATYPES[datatype].bytes);
      }
    }
    const floats = encodeTensorJson('FP32', sampleTensor({ name: 'x', datatype: 'FP32', shape: [100] }).bytes) as number[];
    expect(floats.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(new Set(floats).size).toBeGreaterThan(90);
    expect(encodeTensorJson('INT64', sampleTensor({ name: 'x', datatype: 'INT64', shape: [2] }, { fill: 'ones' }).bytes)).toEqual([1, 1]);
  });
});
