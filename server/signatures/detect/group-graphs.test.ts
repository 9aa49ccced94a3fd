import { describe, expect, it } from 'vitest';
import { ids, syntheticGraph } from '../testing/synthetic-graph.ts';
import { NO_COMPANIONS } from './companions.ts';
import { groupGraphs } from './group-graphs.ts';

const open = (i: number) => `p2o.DynamicDimension.${i}`;
const detector = syntheticGraph({
  file: 'det.onnx',
  inputs: { x: [open(0), 3, open(1), open(2)] },
  outputs: { 'sigmoid_0.tmp_0': [open(3), 1, null, null] },
  operators: ['Sigmoid'],
});
const recogniser = syntheticGraph({ file: 'rec.onnx', inputs: { x: [open(0), 3, 48, open(1)] }, outputs: { 'softmax_2.tmp_0': [open(2), open(3), 6625] } });
const direction = syntheticGraph({ file: 'cls.onnx', inputs: { x: [open(0), 3, open(1), open(2)] }, outputs: { 'softmax_0.tmp_0': [open(3), 2] } });
const stranger = syntheticGraph({ file: 'resnet.onnx', inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 1000] } });
const characters = { ...NO_COMPANIONS, alphabet: { file: 'ppocr_keys_v1.txt', count: 6623 } };

describe('models that are dropped together', () => {
  it('are one version when one finds text and the other reads it, in any order', () => {
    const grouped = groupGraphs([direction, recogniser, detector], characters);
    expect(grouped).toMatchObject({
      together: true,
      graphs: [
        { name: 'detect', file: 'det.onnx' },
        { name: 'recognise', file: 'rec.onnx' },
      ],
      leftOut: [{ file: 'cls.onnx' }],
    });
  });

  it('are one version when there is one', () => {
    expect(groupGraphs([stranger], NO_COMPANIONS)).toEqual({ together: true, graphs: [stranger], leftOut: [] });
  });

  const encoder = syntheticGraph({ file: 'onnx/encoder_model.onnx', inputs: { input_ids: ids }, outputs: { last_hidden_state: ['b', 's', 512] } });
  const decoder = syntheticGraph({
    file: 'onnx/decoder_model.onnx',
    inputs: { input_ids: ids, encoder_hidden_states: ['b', 's', 512] },
    outputs: { logits: ['b', 's', 32128] },
  });
  const quantized = { ...stranger, file: 'resnet_quantized.onnx' };
  const refusals: [string, Parameters<typeof groupGraphs>[0], RegExp][] = [
    ['their characters are missing', [detector, recogniser], /the list of characters is missing/],
    ['a third has nothing to do with them', [detector, recogniser, stranger], /`resnet.onnx` does not belong to them/],
    ['they are strangers', [detector, stranger], /2 models were dropped together that do not feed each other/],
    ['they write token by token', [encoder, decoder], /parts of one model that writes token by token/],
    ['they are one model twice', [stranger, quantized], /one model with numbers of different size/],
    [
      'they are of diffusion',
      [
        { ...stranger, file: 'unet/model.onnx' },
        { ...stranger, file: 'vae_decoder/model.onnx' },
      ],
      /diffusion/,
    ],
  ];
  it.each(refusals)('are refused when %s', (why, graphs, reason) => {
    const grouped = groupGraphs(graphs, why.includes('third') ? characters : NO_COMPANIONS);
    expect(grouped).toMatchObject({ together: false, reason: expect.stringMatching(reason) as string });
    expect('suggestion' in grouped && grouped.suggestion).toMatch(/^Drop .*\.$/);
  });
});
