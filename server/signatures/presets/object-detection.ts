import { boxLayout } from '../detect/box-layout.ts';
import type { BoxLayout } from '../detect/box-layout.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { pictureInput } from '../detect/picture-input.ts';
import { paddleStage, textStage } from '../detect/text-stage.ts';
import { boxPicture } from './box-picture.ts';
import { bind, iouField, jsonOutput, pictureField, thresholdField } from './fields.ts';
import { detectedText } from './image-to-text.ts';
import { unfed, unfit } from './preset.ts';
import type { Preset, PresetOf, StepInput } from './preset.ts';

/** A picture → boxes with labels; of text, when the model finds text. */
export const objectDetection: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const layout = boxLayout(evidence);
  if (layout) return layout.prototypes ? unfit('It gives masks with its boxes: its task is image-segmentation.') : boxes(evidence, layout);
  if (textStage(graph)?.stage === 'detect' || paddleStage(evidence.companions) === 'detect') return detectedText(evidence);
  return unfit('The outputs are not those of a detector that is known.');
};

function boxes(evidence: Evidence, layout: BoxLayout) {
  const base = boxBase(evidence, layout);
  if ('because' in base) return base;
  const graph = mainOf(evidence);
  const outputs = graph.outputs.filter(({ name }) => layout.family === 'blazeface' || Object.values(layout.tensors).includes(name));
  const head = { name: 'objects', title: 'Objects', description: 'What was found and where, in pixels of the picture that was sent.', view: 'boxes' } as const;
  return { ...base.rest, inputs: base.inputs, outputs: [jsonOutput(head, bind(graph, ...outputs), [...base.steps, { kind: 'boxes-to-json' }])] };
}

type BoxBase = { inputs: Preset['inputs']; steps: StepInput[]; rest: Pick<Preset, 'constants' | 'assumptions'> };

/** What detection and segmentation by boxes share: the picture, its parameters, and Steps up to boxes without overlap. */
export function boxBase(evidence: Evidence, layout: BoxLayout): BoxBase | { because: string } {
  const graph = mainOf(evidence);
  const picture = pictureInput(graph);
  const { family } = layout;
  if (!picture) return unfit('None of the inputs is a picture.');
  const prepared = boxPicture(evidence, picture, layout);
  const left = unfed(graph, [picture.spec.name, ...prepared.constants.map(({ name }) => name)]);
  if (left) return left;
  const found = FACES.includes(layout.family)
    ? { labels: ['face'], assumption: null }
    : labelsOf(evidence, { count: layout.classes, background: layout.background, known: 'coco' });
  const defaults = THRESHOLDS[layout.family] ?? { threshold: 0.25, iou: 0.7 };
  const decode: StepInput = { kind: 'decode-boxes', family, threshold: { field: 'threshold' }, labels: namesOf(layout, found.labels), tensors: layout.tensors };
  const inputs: Preset['inputs'] = [pictureField(bind(graph, picture.spec), prepared.steps), thresholdField(defaults.threshold, 'Objects')];
  const steps: StepInput[] = [decode];
  if (layout.overlap !== 'none') {
    inputs.push(iouField(defaults.iou));
    steps.push({ kind: 'nms', iou: { field: 'iou' }, classWise: layout.overlap === 'class-wise', weighted: layout.overlap === 'weighted' });
  }
  const assumptions = [...prepared.assumptions, ...(found.assumption === null ? [] : [found.assumption])];
  return { inputs, steps, rest: { assumptions, ...(prepared.constants.length > 0 ? { constants: prepared.constants } : {}) } };
}

const FACES: readonly BoxLayout['family'][] = ['blazeface', 'ultraface', 'yunet'];

/** Each family's own defaults. */
const THRESHOLDS: Partial<Record<BoxLayout['family'], { threshold: number; iou: number }>> = {
  detr: { threshold: 0.5, iou: 0.7 },
  'rt-detr': { threshold: 0.5, iou: 0.7 },
  'rf-detr': { threshold: 0.5, iou: 0.7 },
  'detections-xyxy': { threshold: 0.3, iou: 0.7 },
  'tf-od': { threshold: 0.5, iou: 0.7 },
  'zoo-ssd': { threshold: 0.5, iou: 0.7 },
  yolov5: { threshold: 0.25, iou: 0.45 },
  yolox: { threshold: 0.3, iou: 0.45 },
  ultraface: { threshold: 0.7, iou: 0.3 },
  yunet: { threshold: 0.6, iou: 0.3 },
  blazeface: { threshold: 0.75, iou: 0.3 },
};

/**
 * TensorFlow counts classes from 1: a background at 0 has no place in the list. Where coefficients of masks follow the
 * scores, the labels say where these end.
 */
function namesOf({ family, prototypes, classes }: BoxLayout, labels: string[]): string[] {
  if (family === 'tf-od' && labels[0] === 'background') return labels.slice(1);
  return prototypes && labels.length === 0 ? Array.from({ length: classes ?? 0 }, (_, index) => `LABEL_${index}`) : labels;
}
