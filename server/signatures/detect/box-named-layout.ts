import type { Graph, TensorSpec } from '../schema.ts';
import type { BoxLayout } from './box-layout.ts';
import { mainOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { asText } from './json-look.ts';
import { labelsOf } from './labels-of.ts';
import { fixedDim, inputNamed, isFloat, isInteger, outputNamed, rankOf } from './tensor-look.ts';

type Match = (graph: Graph, evidence: Evidence) => BoxLayout | null;

// Models of transformers that score every class by itself; DETR and YOLOS have a last class for "nothing there".
const SIGMOID_MODELS = /^(rt_detr|rt_detr_v2|d_fine|deim|deformable_detr|conditional_detr|dab_detr|lw_detr|rf_detr)/;

const plain = { overlap: 'none', prototypes: null } as const;
const named = (weight: number, reason: string): BoxLayout['clue'] => ({ family: 'D', weight, reason });

/** Detectors that name their outputs. */
export function namedLayout(evidence: Evidence): BoxLayout | null {
  const graph = mainOf(evidence);
  for (const match of MATCHES) {
    const layout = match(graph, evidence);
    if (layout) return layout;
  }
  return null;
}

const detr: Match = (graph, evidence) => {
  const scores = outputNamed(graph, 'logits');
  const boxes = outputNamed(graph, 'pred_boxes');
  if (!scores || !boxes || rankOf(scores) !== 3) return null;
  const classes = fixedDim(scores, 2);
  const known = labelsOf(evidence, { count: null }).labels.length;
  const modelType = asText(evidence.companions.config?.model_type) ?? '';
  const hasNothing = classes !== null && known > 0 ? classes === known + 1 : !SIGMOID_MODELS.test(modelType);
  return {
    ...plain,
    family: hasNothing ? 'detr' : 'rt-detr',
    tensors: { scores: scores.name, boxes: boxes.name },
    classes,
    ...(hasNothing ? { background: 'last' as const } : {}),
    clue: named(0.95, 'its outputs are `logits` and `pred_boxes`'),
  };
};

const tensorFlow: Match = (graph) => {
  const boxes = outputNamed(graph, 'detection_boxes');
  const scores = outputNamed(graph, 'detection_scores');
  const labels = outputNamed(graph, 'detection_classes');
  const count = outputNamed(graph, 'num_detections');
  if (!boxes || !scores || !labels) return null;
  const tensors = { boxes: boxes.name, scores: scores.name, labels: labels.name, ...(count ? { count: count.name } : {}) };
  const classes = null;
  return { ...plain, family: 'tf-od', tensors, classes, background: 'first', clue: named(0.97, 'its outputs are `detection_boxes` and `detection_scores`') };
};

const efficientNms: Match = (graph) => {
  const count = outputNamed(graph, 'num_dets');
  const boxes = outputNamed(graph, 'det_boxes');
  const scores = outputNamed(graph, 'det_scores');
  const labels = outputNamed(graph, 'det_classes');
  if (!count || !boxes || !scores || !labels) return null;
  const tensors = { count: count.name, boxes: boxes.name, scores: scores.name, labels: labels.name };
  return { ...plain, family: 'detections-xyxy', tensors, classes: null, clue: named(0.97, 'its outputs are `num_dets`, `det_boxes` and their like') };
};

/** `dets` with `labels`: RF-DETR when the labels are scores, MMDeploy when they are indices. */
const dets: Match = (graph) => {
  const boxes = outputNamed(graph, 'dets');
  const labels = outputNamed(graph, 'labels');
  if (!boxes || !labels) return null;
  if (isFloat(labels) && rankOf(labels) === 3 && fixedDim(boxes, 2) === 4) {
    const tensors = { boxes: boxes.name, scores: labels.name };
    return {
      ...plain,
      family: 'rf-detr',
      tensors,
      classes: fixedDim(labels, 2),
      background: 'last',
      clue: named(0.97, 'its outputs are `dets` and `labels` with scores'),
    };
  }
  if (!isInteger(labels) || (fixedDim(boxes, 2) ?? 5) !== 5) return null;
  const tensors = { boxes: boxes.name, labels: labels.name };
  return { ...plain, family: 'detections-xyxy', tensors, classes: null, clue: named(0.97, 'its outputs are `dets` and `labels`') };
};

/** `boxes`, `labels`, `scores`: pixels of the input (torchvision, RT-DETR's own export), or parts of it (`bboxes`, SSD of the ONNX zoo). */
const threeOutputs: Match = (graph) => {
  const boxes = outputNamed(graph, 'boxes');
  const parts = outputNamed(graph, 'bboxes');
  const labels = outputNamed(graph, 'labels');
  const scores = outputNamed(graph, 'scores');
  const found = boxes ?? parts;
  if (!found || !labels || !scores || !isInteger(labels)) return null;
  const hasSizes = inputNamed(graph, 'orig_target_sizes') !== null;
  const tensors = { boxes: found.name, labels: labels.name, scores: scores.name };
  const clue = named(hasSizes ? 0.97 : 0.9, `its outputs are \`${found.name}\`, \`labels\` and \`scores\``);
  return { ...plain, family: boxes ? 'detections-xyxy' : 'zoo-ssd', tensors, classes: null, background: 'first', clue };
};

const ultraFace: Match = (graph) => {
  const scores = graph.outputs.find((spec) => rankOf(spec) === 3 && fixedDim(spec, 2) === 2);
  const boxes = graph.outputs.find((spec) => rankOf(spec) === 3 && fixedDim(spec, 2) === 4);
  if (graph.outputs.length !== 2 || !scores || !boxes || (fixedDim(scores, 1) ?? 0) < 1000 || fixedDim(scores, 1) !== fixedDim(boxes, 1)) return null;
  const tensors = { scores: scores.name, boxes: boxes.name };
  const isNamed = /score/i.test(scores.name) && /box/i.test(boxes.name);
  const clue: BoxLayout['clue'] = { family: 'E', weight: isNamed ? 0.9 : 0.6, reason: `it gives ${fixedDim(boxes, 1)} boxes with two scores each` };
  return { family: 'ultraface', tensors, classes: 1, overlap: 'all', prototypes: null, clue };
};

/** 896 anchors with 16 numbers and one score each, in one tensor or in two of 512 and 384. */
const blazeFace: Match = (graph) => {
  const ofWidth = (width: number) => graph.outputs.filter((spec) => rankOf(spec) === 3 && fixedDim(spec, 2) === width);
  const anchors = (specs: TensorSpec[]) =>
    specs
      .map((spec) => fixedDim(spec, 1))
      .sort()
      .join('+');
  const splits = ['384+512', '896'];
  const [scores, boxes] = [ofWidth(1), ofWidth(16)];
  if (scores.length + boxes.length !== graph.outputs.length || !splits.includes(anchors(scores)) || anchors(scores) !== anchors(boxes)) return null;
  const clue: BoxLayout['clue'] = { family: 'E', weight: 0.95, reason: 'its outputs are 896 anchors with 16 numbers and a score each, as BlazeFace has them' };
  return { family: 'blazeface', tensors: {}, classes: 1, overlap: 'weighted', prototypes: null, clue };
};

/** cls_8, obj_8, bbox_8, kps_8 and the same of 16 and 32. */
const yuNet: Match = (graph) => {
  const names = ['cls', 'obj', 'bbox', 'kps'].flatMap((role) => [8, 16, 32].map((stride) => `${role}_${stride}`));
  if (graph.outputs.length !== names.length || !names.every((name) => outputNamed(graph, name))) return null;
  const clue: BoxLayout['clue'] = {
    family: 'D',
    weight: 0.97,
    reason: 'its outputs are `cls_8`, `obj_8`, `bbox_8`, `kps_8` and their like, as YuNet has them',
  };
  return { family: 'yunet', tensors: Object.fromEntries(names.map((name) => [name, name])), classes: 1, overlap: 'all', prototypes: null, clue };
};

const MATCHES: Match[] = [detr, tensorFlow, efficientNms, dets, threeOutputs, yuNet, ultraFace, blazeFace];
