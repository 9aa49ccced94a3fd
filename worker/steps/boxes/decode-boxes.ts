import type { BoxFamily } from '../../../server/signatures/steps/box-steps.ts';
import { expectValue, numberOf, type StepFactory } from '../step.ts';
import type { Family } from './detection.ts';
import { blazeface } from './families/blazeface.ts';
import { rfDetr, ultraface, yoloNas, yolov7EndToEnd, zooSsd } from './families/corners.ts';
import { detr, rtDetr } from './families/detr.ts';
import { detectionsXyxy, tfOd } from './families/ready.ts';
import { endToEnd, yolov5, yolov8, yolox } from './families/yolo.ts';
import { yunet } from './families/yunet.ts';

const FAMILIES: Record<BoxFamily, Family> = {
  detr,
  'rt-detr': rtDetr,
  yolov5,
  yolov8,
  yolox,
  'end-to-end': endToEnd,
  'tf-od': tfOd,
  'detections-xyxy': detectionsXyxy,
  blazeface,
  'rf-detr': rfDetr,
  'yolov7-end-to-end': yolov7EndToEnd,
  'yolo-nas': yoloNas,
  'zoo-ssd': zooSsd,
  ultraface,
  yunet,
};

/** tensors → boxes, by the rules of the detector's family; boxes below the threshold are dropped. */
export const decodeBoxes: StepFactory<'decode-boxes'> = (step) => (value, run) => {
  const given = expectValue(value, 'tensors', 'tensor');
  const { geometry } = run;
  if (!geometry) throw new Error('boxes need the picture they lie on');
  const tensors = given.kind === 'tensors' ? given.byName : new Map([[step.tensors.output ?? 'output', given]]);
  const decoded = FAMILIES[step.family]({ step, threshold: numberOf(step.threshold, run), geometry, tensors });
  return { kind: 'boxes', ...decoded, tensors };
};
