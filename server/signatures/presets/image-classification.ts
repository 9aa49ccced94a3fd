import { isUltralytics } from '../detect/clues-of-metadata.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { pictureInput } from '../detect/picture-input.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { isActivated, scoreOutput } from '../detect/score-output.ts';
import { fixedDim, spellTensor } from '../detect/tensor-look.ts';
import { textStage } from '../detect/text-stage.ts';
import { bind, jsonOutput, pictureField, topKField } from './fields.ts';
import { pictureSteps, whole } from './picture-steps.ts';
import type { PicturePlan } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { scoreSteps } from './score-steps.ts';

const DRAWING_SIDE = 64;

/** A picture → labels with scores. */
export const imageClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const picture = pictureInput(graph);
  if (!picture) return unfit('None of the inputs is a picture.');
  const output = scoreOutput(graph);
  if (!output) return unfit('None of the outputs has one score for each class.');
  const left = unfed(graph, [picture.spec.name]);
  if (left) return left;
  const classes = fixedDim(output, -1);
  if (classes === 1) return unfit(`${spellTensor(output)}: one score is no choice between classes.`);
  const isDirection = textStage(graph)?.stage === 'orient';
  const found = labelsOf(evidence, { count: classes, background: 'first', known: 'imagenet' });
  const { labels, assumption } = isDirection && found.source === null ? { labels: ['0°', '180°'], assumption: null } : found;
  const plan = isDirection ? direction(picture) : planOf(evidence, picture, classes);
  const scores = scoreSteps(evidence, output, isUltralytics(evidence) || isActivated(graph, output));
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps), topKField()],
    outputs: [
      jsonOutput({ name: 'labels', title: 'Labels', description: 'What is in the picture, best first.', view: 'labels' }, bind(graph, output), [
        ...scores.steps,
        { kind: 'top-k', k: { field: 'top_k' }, labels },
      ]),
    ],
    assumptions: [...plan.assumptions, ...scores.assumptions, ...(assumption === null ? [] : [assumption])],
  };
};

function planOf(evidence: Evidence, picture: PictureInput, classes: number | null): PicturePlan {
  const { companions } = evidence;
  const isImageNet = classes === 1000 || classes === 1001;
  if (picture.channels === 1) return drawing(evidence, picture);
  const isTensorFlow = picture.layout === 'nhwc' || /tf2onnx|keras/i.test(mainOf(evidence).producer);
  const plan = pictureSteps(evidence, picture, {
    side: 224,
    shape: isImageNet && !isTensorFlow ? 'crop' : 'stretch',
    values: isTensorFlow ? '-1..1' : isImageNet || companions.labels === null ? 'imagenet' : '0..1',
  });
  return plan;
}

/** One channel: models of digits and drawn symbols see light strokes on black, people draw dark ones on white. */
function drawing(evidence: Evidence, picture: PictureInput): PicturePlan {
  const plan = pictureSteps(evidence, picture, { side: 224, shape: 'stretch', values: '0..1' });
  const isDrawn = /infer\.json$/.test(evidence.companions.labels?.file ?? '') || (picture.width !== null && picture.width <= DRAWING_SIDE);
  if (!isDrawn) return plan;
  const after = plan.steps.findIndex(({ kind }) => kind === 'channels') + 1;
  return {
    steps: plan.steps.toSpliced(after, 0, { kind: 'invert' }),
    assumptions: [...plan.assumptions, 'Pictures show dark strokes on white, the model wants light ones on black: light and dark are exchanged'],
  };
}

/** PaddleOCR's classifier of a line's direction: 192 × 48, the aspect kept, grey behind it. */
function direction(picture: PictureInput): PicturePlan {
  const height = picture.height ?? 48;
  const width = picture.width ?? 192;
  return {
    steps: whole(picture, [
      { kind: 'channels', order: 'bgr' },
      { kind: 'resize', mode: 'height', height, width, implementation: 'opencv' },
      { kind: 'rescale' },
      { kind: 'normalise', mean: [0.5], std: [0.5] },
      { kind: 'pad', width, height },
    ]),
    assumptions: ['The picture is one line of text, prepared as PaddleOCR does'],
  };
}
