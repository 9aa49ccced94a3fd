import { describe, it } from 'vitest';
import { expectTask } from '../testing/detection-case.ts';
import type { DetectionCase } from '../testing/detection-case.ts';
import { ids, labelsFile } from '../testing/synthetic-graph.ts';

const PIXELS = { pixel_values: ['batch_size', 'num_channels', 'height', 'width'] };

const CASES: DetectionCase[] = [
  {
    what: 'ViT',
    task: 'image-classification',
    atLeast: 0.9,
    sketch: { inputs: PIXELS, outputs: { logits: ['batch_size', 1000] } },
    beside: { config: { architectures: ['ViTForImageClassification'] } },
  },
  { what: 'pictures to logits, by name alone', task: 'image-classification', atLeast: 0.9, sketch: { inputs: PIXELS, outputs: { logits: ['batch_size', 3] } } },
  {
    what: 'timm',
    task: 'image-classification',
    atLeast: 0.9,
    sketch: { inputs: { input0: ['batch', 3, 224, 224] }, outputs: { output0: ['batch', 1000] } },
    beside: { config: { architecture: 'resnet50', num_classes: 1000, pretrained_cfg: { input_size: [3, 224, 224] } } },
  },
  {
    what: 'timm without classes',
    task: 'image-feature-extraction',
    atLeast: 0.6,
    sketch: { inputs: { input0: ['batch', 3, 224, 224] }, outputs: { output0: ['batch', 2048] } },
    beside: { config: { architecture: 'resnet50', num_classes: 0, pretrained_cfg: {} } },
  },
  { what: '1000 classes', task: 'image-classification', atLeast: 0.85, sketch: { inputs: { data: [1, 3, 224, 224] }, outputs: { prob: [1, 1000] } } },
  {
    what: 'as many classes as labels',
    task: 'image-classification',
    atLeast: 0.9,
    sketch: { inputs: { x: [1, 224, 224, 3] }, outputs: { y: [1, 5] } },
    beside: { labels: labelsFile(5) },
  },
  { what: 'five numbers of a picture', task: 'image-classification', atMost: 0.6, sketch: { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 5] } } },
  { what: '512 numbers of a picture', task: 'tensor', atMost: 0.6, sketch: { inputs: { x: [1, 3, 112, 112] }, outputs: { y: [1, 512] } } },
  {
    what: 'Segformer',
    task: 'image-segmentation',
    atLeast: 0.9,
    sketch: { inputs: PIXELS, outputs: { logits: ['b', 150, 'h', 'w'] } },
    beside: { config: { architectures: ['SegformerForSemanticSegmentation'] } },
  },
  {
    what: 'MaskFormer',
    task: 'image-segmentation',
    atLeast: 0.9,
    sketch: { inputs: PIXELS, outputs: { logits: ['b', 100, 134], pred_masks: ['b', 100, 'h', 'w'] } },
  },
  { what: 'a map of 21 classes', task: 'image-segmentation', atLeast: 0.75, sketch: { inputs: { x: [1, 3, 512, 512] }, outputs: { out: [1, 21, 512, 512] } } },
  { what: 'one map of a picture', task: 'tensor', atMost: 0.6, sketch: { inputs: { x: [1, 3, 512, 512] }, outputs: { out: [1, 1, 512, 512] } } },
  {
    what: 'U2Net',
    task: 'image-to-image',
    atLeast: 0.8,
    sketch: {
      file: 'u2net.onnx',
      inputs: { 'input.1': [1, 3, 320, 320] },
      outputs: Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`${1959 + i}`, [1, 1, 320, 320]])),
    },
  },
  {
    what: 'a model that enlarges',
    task: 'image-to-image',
    atLeast: 0.85,
    sketch: { file: 'realesrgan-x4.onnx', inputs: { input: ['batch', 3, 'height', 'width'] }, outputs: { output: ['batch', 3, 'height*4', 'width*4'] } },
  },
  { what: 'Swin2SR', task: 'image-to-image', atLeast: 0.95, sketch: { inputs: PIXELS, outputs: { reconstruction: ['b', 3, 'h', 'w'] } } },
  {
    what: 'style',
    task: 'image-to-image',
    atLeast: 0.75,
    sketch: { file: 'mosaic-9.onnx', inputs: { input1: [1, 3, 224, 224] }, outputs: { output1: [1, 3, 224, 224] } },
  },
  { what: 'Depth Anything', task: 'depth-estimation', atLeast: 0.95, sketch: { inputs: PIXELS, outputs: { predicted_depth: ['b', 'h', 'w'] } } },
  {
    what: 'MiDaS',
    task: 'depth-estimation',
    atLeast: 0.5,
    sketch: { file: 'midas-small.onnx', inputs: { x: [1, 3, 256, 256] }, outputs: { y: [1, 256, 256] } },
    beside: { card: { pipeline_tag: 'depth-estimation' } },
  },
  {
    what: 'DINOv2',
    task: 'image-feature-extraction',
    atLeast: 0.85,
    sketch: { inputs: PIXELS, outputs: { last_hidden_state: ['b', 257, 384] } },
    beside: { config: { architectures: ['Dinov2Model'], model_type: 'dinov2' } },
  },
  {
    what: 'CLIP',
    task: 'tensor',
    sketch: { inputs: { input_ids: ids, ...PIXELS, attention_mask: ids }, outputs: { logits_per_image: ['b', 'c'], logits_per_text: ['c', 'b'] } },
  },
  {
    what: 'a text detector',
    task: 'object-detection',
    atLeast: 0.8,
    sketch: {
      producer: '',
      file: 'ch_PP-OCRv4_det_infer.onnx',
      inputs: { x: ['p2o.DynamicDimension.0', 3, 'p2o.DynamicDimension.1', 'p2o.DynamicDimension.2'] },
      outputs: { 'sigmoid_0.tmp_0': ['p2o.DynamicDimension.3', 1, null, null] },
      operators: ['Sigmoid'],
    },
  },
  {
    what: 'a recogniser with its list',
    task: 'image-to-text',
    atLeast: 0.9,
    sketch: { inputs: { x: [null, 3, 48, null] }, outputs: { 'softmax_11.tmp_0': [null, null, 6625] } },
    beside: { alphabet: { file: 'ppocr_keys_v1.txt', count: 6623 } },
  },
  {
    what: 'a recogniser with characters inside',
    task: 'image-to-text',
    atLeast: 0.9,
    sketch: {
      inputs: { x: [null, 3, 48, null] },
      outputs: { y: [null, null, 97] },
      metadata: { character: Array.from({ length: 95 }, (_, i) => String.fromCharCode(33 + i)).join('\n') },
    },
  },
  { what: 'a recogniser without its list', task: 'tensor', atMost: 0.59, sketch: { inputs: { x: [null, 3, 48, null] }, outputs: { y: [null, null, 6625] } } },
  // What looks like a task and is none.
  { what: 'a spectrogram', task: 'tensor', sketch: { inputs: { mel: [1, 1, 64, 1001] }, outputs: { y: [1, 527] } }, beside: { labels: labelsFile(527) } },
  {
    what: 'a spectrogram by its shape',
    task: 'tensor',
    sketch: { inputs: { x: [1, 1, 96, 64] }, outputs: { y: [1, 521] } },
    beside: { labels: labelsFile(521) },
  },
  { what: 'age and gender', task: 'tensor', sketch: { inputs: { x: [1, 3, 224, 224] }, outputs: { age: [1, 8], gender: [1, 2] } } },
  { what: 'frames of a game', task: 'tensor', sketch: { inputs: { x: [1, 4, 84, 84] }, outputs: { y: [1, 6] } } },
  { what: 'features of a picture', task: 'tensor', sketch: { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 256, 56, 56] } } },
  { what: 'joints of a body', task: 'tensor', sketch: { inputs: { x: [1, 3, 256, 192] }, outputs: { y: [1, 17, 64, 48] } } },
  { what: 'latents of diffusion', task: 'tensor', sketch: { inputs: { sample: [1, 4, 64, 64], timestep: [1] }, outputs: { out_sample: [1, 4, 64, 64] } } },
  { what: 'the decoder of latents', task: 'tensor', sketch: { inputs: { latent_sample: [1, 4, 64, 64] }, outputs: { sample: [1, 3, 512, 512] } } },
  { what: 'two pictures', task: 'tensor', sketch: { inputs: { a: [1, 3, 224, 224], b: [1, 3, 224, 224] }, outputs: { y: [1, 2] } } },
  {
    what: 'RetinaFace',
    task: 'tensor',
    sketch: { inputs: { x: [1, 3, 640, 640] }, outputs: { loc: [1, 16800, 4], conf: [1, 16800, 2], landms: [1, 16800, 10] } },
  },
  { what: 'the age of a face', task: 'tensor', sketch: { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 1] } } },
];

describe('the task of a model of pictures', () => {
  it.each(CASES)('$what: $task', expectTask);
});
