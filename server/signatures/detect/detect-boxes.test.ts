import { describe, it } from 'vitest';
import { expectTask } from '../testing/detection-case.ts';
import type { DetectionCase } from '../testing/detection-case.ts';
import { labelsFile, namesOf, ULTRALYTICS } from '../testing/synthetic-graph.ts';

const PHOTO = [1, 3, 640, 640];
const PIXELS = { pixel_values: ['batch_size', 'num_channels', 'height', 'width'] };
const int = (shape: readonly (number | string | null)[]) => ({ type: 'INT64', shape }) as const;

const CASES: DetectionCase[] = [
  {
    what: 'YOLO11 of Ultralytics',
    task: 'object-detection',
    atLeast: 0.9,
    sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 84, 8400] }, metadata: { ...ULTRALYTICS, task: 'detect', names: namesOf(80) } },
  },
  {
    what: 'YOLO of any size',
    task: 'object-detection',
    atLeast: 0.9,
    sketch: {
      inputs: { images: ['batch', 3, 'height', 'width'] },
      outputs: { output0: ['batch', 9, 'anchors'] },
      metadata: { ...ULTRALYTICS, task: 'detect', names: namesOf(5) },
    },
  },
  {
    what: 'YOLO with masks',
    task: 'image-segmentation',
    atLeast: 0.9,
    sketch: {
      inputs: { images: PHOTO },
      outputs: { output0: [1, 116, 8400], output1: [1, 32, 160, 160] },
      metadata: { ...ULTRALYTICS, task: 'segment', names: namesOf(80) },
    },
  },
  {
    what: 'a classifier of Ultralytics',
    task: 'image-classification',
    atLeast: 0.9,
    sketch: { inputs: { images: [1, 3, 224, 224] }, outputs: { output0: [1, 10] }, metadata: { ...ULTRALYTICS, task: 'classify', names: namesOf(10) } },
  },
  {
    what: 'a pose of Ultralytics',
    task: 'tensor',
    sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 56, 8400] }, metadata: { ...ULTRALYTICS, task: 'pose', names: "{0: 'person'}" } },
  },
  {
    what: 'YOLOv5 with its metadata',
    task: 'object-detection',
    atLeast: 0.9,
    sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 25200, 85] }, metadata: { stride: '32', names: namesOf(80) } },
  },
  { what: 'YOLOv8 without any', task: 'object-detection', atLeast: 0.85, sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 84, 8400] } } },
  {
    what: 'YOLOv8 with a labels file',
    task: 'object-detection',
    atLeast: 0.93,
    sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 7, 8400] } },
    beside: { labels: labelsFile(3) },
  },
  {
    what: 'YOLOv5 without any, of 320',
    task: 'object-detection',
    atLeast: 0.88,
    sketch: { inputs: { images: [1, 3, 320, 320] }, outputs: { output: [1, 6300, 10] } },
  },
  { what: 'YOLOX', task: 'object-detection', atLeast: 0.75, sketch: { file: 'yolox_s.onnx', inputs: { images: PHOTO }, outputs: { output: [1, 8400, 85] } } },
  { what: 'a complete detector', task: 'object-detection', atLeast: 0.8, sketch: { inputs: { images: PHOTO }, outputs: { output0: [1, 300, 6] } } },
  { what: 'YOLOv7, complete', task: 'object-detection', atLeast: 0.8, sketch: { inputs: { images: PHOTO }, outputs: { output: ['M', 7] } } },
  {
    what: 'DETR',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: {
      inputs: { ...PIXELS, pixel_mask: int(['batch_size', 64, 64]) },
      outputs: { logits: ['batch_size', 100, 92], pred_boxes: ['batch_size', 100, 4] },
    },
    beside: { config: { architectures: ['DetrForObjectDetection'], model_type: 'detr' } },
  },
  {
    what: 'RT-DETR of transformers',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: { inputs: PIXELS, outputs: { logits: ['b', 300, 80], pred_boxes: ['b', 300, 4] } },
    beside: { config: { model_type: 'rt_detr' } },
  },
  {
    what: 'RT-DETR of its own',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: {
      inputs: { images: ['N', 3, 640, 640], orig_target_sizes: int(['N', 2]) },
      outputs: { labels: int(['N', 300]), boxes: ['N', 300, 4], scores: ['N', 300] },
    },
  },
  {
    what: 'RF-DETR',
    task: 'object-detection',
    atLeast: 0.97,
    sketch: { inputs: { input: [1, 3, 560, 560] }, outputs: { dets: [1, 300, 4], labels: [1, 300, 91] } },
  },
  {
    what: 'MMDeploy',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: { inputs: { input: [1, 3, 640, 640] }, outputs: { dets: [1, 100, 5], labels: int([1, 100]) } },
  },
  {
    what: 'EfficientNMS',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: { inputs: { images: PHOTO }, outputs: { num_dets: int([1, 1]), det_boxes: [1, 100, 4], det_scores: [1, 100], det_classes: int([1, 100]) } },
  },
  {
    what: "TensorFlow's detector",
    task: 'object-detection',
    atLeast: 0.95,
    sketch: {
      producer: 'tf2onnx',
      inputs: { 'input_tensor:0': { type: 'UINT8', shape: [1, null, null, 3] } },
      outputs: { 'detection_boxes:0': [1, 100, 4], 'detection_classes:0': [1, 100], 'detection_scores:0': [1, 100], 'num_detections:0': [1] },
    },
  },
  {
    what: 'SSD of the zoo',
    task: 'object-detection',
    atLeast: 0.9,
    sketch: { inputs: { image: [1, 3, 1200, 1200] }, outputs: { bboxes: [1, 200, 4], labels: int([1, 200]), scores: [1, 200] } },
  },
  {
    what: 'YOLO-NAS',
    task: 'object-detection',
    atLeast: 0.8,
    sketch: { inputs: { input: PHOTO }, outputs: { boxes: [1, 8400, 4], classes: [1, 8400, 80] } },
  },
  {
    what: 'YuNet',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: {
      inputs: { input: [1, 3, 640, 640] },
      outputs: Object.fromEntries(
        [8, 16, 32].flatMap((stride) =>
          Object.entries({ cls: 1, obj: 1, bbox: 4, kps: 10 }).map(([role, width]) => [`${role}_${stride}`, [1, (640 / stride) ** 2, width]]),
        ),
      ),
    },
  },
  {
    what: 'UltraFace',
    task: 'object-detection',
    atLeast: 0.9,
    sketch: { inputs: { input: [1, 3, 240, 320] }, outputs: { scores: [1, 4420, 2], boxes: [1, 4420, 4] } },
  },
  {
    what: 'BlazeFace',
    task: 'object-detection',
    atLeast: 0.95,
    sketch: { inputs: { 'input:0': [1, 128, 128, 3] }, outputs: { a: [1, 512, 1], b: [1, 384, 1], c: [1, 512, 16], d: [1, 384, 16] } },
  },
];

describe('the task of a detector', () => {
  it.each(CASES)('$what: $task', expectTask);
});
