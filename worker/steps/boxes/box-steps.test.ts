import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoxFamily } from '../../../server/signatures/steps/box-steps.ts';
import type { Box, Boxes, StepTensor } from '../step.ts';
import { tensorOf } from '../tensor.ts';
import { applyStep, jsonOf } from '../testing/apply-step.ts';
import { freshRun } from '../testing/fresh-run.ts';
import { blazefaceAnchors } from './families/blazeface.ts';
import { overlap } from './nms.ts';

/** A picture of 200 × 100 in an input of 100 × 100, by stretching. */
function runWith(width = 100, height = 100) {
  const run = freshRun();
  run.geometry = { originalWidth: 200, originalHeight: 100, width, height, scaleX: width / 200, scaleY: height / 100, offsetX: 0, offsetY: 0 };
  return run;
}

const fp32 = (shape: number[], values: number[]) => tensorOf('FP32', shape, Float32Array.from(values));

async function decoded(family: BoxFamily, tensors: Record<string, StepTensor>, run = runWith()) {
  const boxes = await applyStep(
    { kind: 'decode-boxes', family, threshold: 0.5, labels: ['cat', 'dog'] },
    { kind: 'tensors', byName: new Map(Object.entries(tensors)) },
    { run },
  );
  return jsonOf<'boxes-to-json', { label: string; score: number; box: object }[]>({ kind: 'boxes-to-json' }, boxes, { run });
}

const DOG = { label: 'dog', box: { xmin: 40, ymin: 20, xmax: 80, ymax: 60 } };

describe('boxes of a family', () => {
  it('detr: softmax without the last class, corners from the centre in shares of the picture', async () => {
    const tensors = { logits: fp32([1, 2, 3], [0, 5, 0, 0, 0, 9]), pred_boxes: fp32([1, 2, 4], [0.3, 0.4, 0.2, 0.4, 0.5, 0.5, 1, 1]) };
    expect(await decoded('detr', tensors)).toMatchObject([DOG]);
  });

  it('rt-detr: sigmoid of every class by itself, which gives other scores on the same tensors', async () => {
    const tensors = { logits: fp32([1, 1, 3], [-4, 2, -4]), pred_boxes: fp32([1, 1, 4], [0.3, 0.4, 0.2, 0.4]) };
    const [one] = await decoded('rt-detr', tensors);
    const [other] = await decoded('detr', tensors);
    expect(one).toMatchObject(DOG);
    expect(one?.score).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    expect(other?.score).not.toBeCloseTo(one?.score ?? 0, 3);
  });

  it('yolov5: objectness times the best class, in pixels of the input', async () => {
    const output = fp32([1, 2, 7], [30, 40, 20, 40, 0.9, 0.1, 0.8, 50, 50, 9, 9, 0.3, 1, 1]);
    expect(await decoded('yolov5', { output })).toMatchObject([{ ...DOG, score: expect.closeTo(0.72, 5) as number }]);
  });

  it('yolov8: a column per place, told from the rows by their number', async () => {
    const run = runWith(32, 32);
    const places = 16 + 4 + 1;
    const values = new Array<number>(6 * places).fill(0);
    [9.6, 12.8, 6.4, 12.8, 0.1, 0.8].forEach((value, field) => (values[field * places + 3] = value));
    const output = fp32([1, 6, places], values);
    expect(
      await decoded('yolov8', { output }, { ...run, geometry: { ...(run.geometry as NonNullable<typeof run.geometry>), scaleX: 0.16, scaleY: 0.32 } }),
    ).toMatchObject([{ ...DOG, score: expect.closeTo(0.8, 5) as number }]);
  });

  it('yolox: offsets on a grid of strides, undone before they are read', async () => {
    const run = runWith(32, 32);
    const rows = Array.from({ length: 21 }, () => [0, 0, 0, 0, 0, 0, 0]);
    // Place (1, 2) of the grid of stride 8: (1 + 0.5) × 8 = 12, (2 + 0.25) × 8 = 18; e^0 × 8 = 8.
    rows[9] = [0.5, 0.25, 0, 0, 1, 0, 0.9];
    const found = await decoded('yolox', { output: fp32([1, 21, 7], rows.flat()) }, run);
    expect(found).toMatchObject([{ label: 'dog', box: { xmin: 50, xmax: 100, ymin: 44, ymax: 69 } }]);
  });

  it('end-to-end: rows that are ready, zeros left out', async () => {
    expect(await decoded('end-to-end', { output: fp32([1, 2, 6], [20, 20, 40, 60, 0.8, 1, 0, 0, 0, 0, 0, 0]) })).toMatchObject([DOG]);
  });

  it('tf-od: y before x, classes from one, as many as it says', async () => {
    const tensors = {
      detection_boxes: fp32([1, 2, 4], [0.2, 0.2, 0.6, 0.4, 0, 0, 1, 1]),
      detection_scores: fp32([1, 2], [0.9, 0.9]),
      detection_classes: fp32([1, 2], [2, 1]),
      num_detections: fp32([1], [1]),
    };
    expect(await decoded('tf-od', tensors)).toMatchObject([DOG]);
  });

  it('detections-xyxy: a score in the fifth column, or apart', async () => {
    const labels = tensorOf('INT64', [1, 1], BigInt64Array.of(1n));
    expect(await decoded('detections-xyxy', { dets: fp32([1, 1, 5], [20, 20, 40, 60, 0.9]), labels })).toMatchObject([DOG]);
    expect(await decoded('detections-xyxy', { boxes: fp32([1, 1, 4], [20, 20, 40, 60]), labels, scores: fp32([1, 1], [0.9]) })).toMatchObject([DOG]);
  });

  it('zoo-ssd: corners in shares of the picture, labels counted with the background', async () => {
    const tensors = {
      bboxes: fp32([1, 2, 4], [0.2, 0.2, 0.4, 0.6, 0, 0, 1, 1]),
      labels: tensorOf('INT64', [1, 2], BigInt64Array.of(1n, 0n)),
      scores: fp32([1, 2], [0.9, 0.2]),
    };
    expect(await decoded('zoo-ssd', tensors)).toMatchObject([DOG]);
  });

  it('ultraface: the second score is the face', async () => {
    const tensors = { scores: fp32([1, 2, 2], [0.1, 0.9, 0.8, 0.2]), boxes: fp32([1, 2, 4], [0.2, 0.2, 0.4, 0.6, 0, 0, 1, 1]) };
    expect(await decoded('ultraface', tensors)).toMatchObject([{ box: DOG.box, score: expect.closeTo(0.9, 6) as number }]);
  });

  it('rf-detr: sigmoid, and a last class that no name is for is left out', async () => {
    const tensors = { dets: fp32([1, 2, 4], [0.3, 0.4, 0.2, 0.4, 0.5, 0.5, 1, 1]), labels: fp32([1, 2, 3], [-4, 2, -4, -4, -4, 9]) };
    expect(await decoded('rf-detr', tensors)).toMatchObject([{ ...DOG, score: expect.closeTo(1 / (1 + Math.exp(-2)), 6) as number }]);
  });

  it('end-to-end with masks: what follows the class are coefficients', async () => {
    const output = fp32([1, 1, 8], [20, 20, 40, 60, 0.8, 1, 2, -3]);
    const step = { kind: 'decode-boxes' as const, family: 'end-to-end' as const, threshold: 0.5, labels: [], tensors: { output: 'output' } };
    const { boxes } = (await applyStep(step, { kind: 'tensors', byName: new Map([['output', output]]) }, { run: runWith() })) as Boxes;
    expect(boxes.map(({ coefficients }) => [...(coefficients ?? [])])).toEqual([[2, -3]]);
  });

  it('yolov7-end-to-end: batch, corners, class, score', async () => {
    expect(await decoded('yolov7-end-to-end', { output: fp32([2, 7], [0, 20, 20, 40, 60, 1, 0.8, 0, 1, 1, 2, 2, 0, 0.1]) })).toMatchObject([DOG]);
  });

  it('yolo-nas: corners that are ready, the best of the scores', async () => {
    const tensors = { boxes: fp32([1, 2, 4], [20, 20, 40, 60, 0, 0, 9, 9]), scores: fp32([1, 2, 2], [0.1, 0.8, 0.2, 0.1]) };
    expect(await decoded('yolo-nas', tensors)).toMatchObject([DOG]);
  });

  it('yunet: the root of class and object, places on three grids, with keypoints', async () => {
    const run = runWith(32, 32);
    const grid = (stride: number, fields: number) => fp32([1, (32 / stride) ** 2, fields], new Array<number>((32 / stride) ** 2 * fields).fill(0));
    const tensors = Object.fromEntries(
      [8, 16, 32].flatMap((stride) =>
        [
          ['cls', 1],
          ['obj', 1],
          ['bbox', 4],
          ['kps', 10],
        ].map(([role, fields]) => [`${role}_${stride}`, grid(stride, Number(fields))]),
      ),
    );
    // Cell 6 of the grid of 8: column 2, row 1. Centre (2 + 0.5, 1 + 0.5) × 8 = (20, 12), size e^0 × 8.
    const set = (name: string, values: number[]) => {
      const fields = values.length;
      tensors[name] = fp32(
        [1, 16, fields],
        Array.from({ length: 16 * fields }, (_, at) => (Math.trunc(at / fields) === 6 ? (values[at % fields] as number) : 0)),
      );
    };
    set('cls_8', [0.81]);
    set('obj_8', [1]);
    set('bbox_8', [0.5, 0.5, 0, 0]);
    set('kps_8', [0.25, 0.5, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    const [face, ...others] = (await decoded('yunet', tensors, run)) as { score: number; box: object; keypoints?: [number, number][] }[];
    expect(others).toEqual([]);
    expect(face).toMatchObject({ score: expect.closeTo(0.9, 5) as number, box: { xmin: 100, ymin: 25, xmax: 150, ymax: 50 } });
    expect(face?.keypoints).toHaveLength(5);
  });

  it('blazeface: 896 anchors, the finer grid first', () => {
    const anchors = blazefaceAnchors();
    expect([anchors.length, anchors[0], anchors[512]]).toEqual([896, [1 / 32, 1 / 32], [1 / 16, 1 / 16]]);
  });
});

describe('suppression', () => {
  const box = fc.record({
    xmin: fc.integer({ min: 0, max: 50 }),
    ymin: fc.integer({ min: 0, max: 50 }),
    width: fc.integer({ min: 0, max: 30 }),
    height: fc.integer({ min: 1, max: 30 }),
    score: fc.integer({ min: 1, max: 1000 }),
    index: fc.integer({ min: 0, max: 2 }),
  });
  const made = fc.array(box, { maxLength: 40 }).map((list) =>
    list.map(({ xmin, ymin, width, height, score, index }, at): Box => ({
      xmin,
      ymin,
      xmax: xmin + width,
      ymax: ymin + height,
      score: score + at / 100,
      index,
      label: String(index),
    })),
  );

  it('keeps what a slow and plain way keeps', async () => {
    await fc.assert(
      fc.asyncProperty(made, fc.boolean(), async (boxes, classWise) => {
        const kept: Box[] = [];
        for (const candidate of boxes.filter((b) => b.xmax > b.xmin).sort((a, b) => b.score - a.score)) {
          if (!kept.some((better) => (!classWise || better.index === candidate.index) && overlap(better, candidate) > 0.45)) kept.push(candidate);
        }
        const given: Boxes = { kind: 'boxes', space: 'input', boxes, tensors: new Map() };
        const result = await applyStep({ kind: 'nms', iou: 0.45, classWise }, given);
        expect((result as Boxes).boxes).toEqual(kept);
      }),
    );
  });

  it('lets an overlap of exactly the limit stand', async () => {
    const one = { xmin: 0, ymin: 0, xmax: 10, ymax: 10, score: 0.9, index: 0, label: 'a' };
    const half = { ...one, xmax: 5, score: 0.8 };
    const given: Boxes = { kind: 'boxes', space: 'input', boxes: [one, half], tensors: new Map() };
    expect(((await applyStep({ kind: 'nms', iou: 0.5 }, given)) as Boxes).boxes).toHaveLength(2);
  });
});

it('boxes are clipped to the picture, and those outside it dropped', async () => {
  const outside: Box = { xmin: 300, ymin: 0, xmax: 400, ymax: 10, score: 0.9, index: 0, label: 'a' };
  const over: Box = { ...outside, xmin: -20, xmax: 500 };
  const given: Boxes = { kind: 'boxes', space: 'original', boxes: [outside, over], tensors: new Map() };
  expect(await jsonOf({ kind: 'boxes-to-json' }, given, { run: runWith() })).toEqual([
    { label: 'a', score: 0.9, box: { xmin: 0, ymin: 0, xmax: 200, ymax: 10 } },
  ]);
});
