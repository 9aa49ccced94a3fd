import type { Graph } from '../schema.ts';
import { boxLayout } from './box-layout.ts';
import { mainOf } from './evidence.ts';
import type { Clue, Evidence, KnownTask, Rule } from './evidence.ts';
import { labelsOf } from './labels-of.ts';
import { mapOutputs } from './map-output.ts';
import type { MapOutput } from './map-output.ts';
import { pictureInput, spellPicture } from './picture-input.ts';
import type { PictureInput } from './picture-input.ts';
import { scoreOutput } from './score-output.ts';
import { tableLayout } from './table-layout.ts';
import { fixedDim, isFloat, rankOf, spellTensor } from './tensor-look.ts';
import { textStage } from './text-stage.ts';

/** Sizes of vectors that pictures are told apart by. */
const VECTOR_SIZES = [128, 256, 384, 512, 768, 1024, 2048];
/** Classes of Cityscapes, VOC, COCO's parts, LIP, ADE20K, COCO-Stuff, clothes. */
const CLASS_COUNTS = [18, 19, 20, 21, 59, 60, 133, 134, 150, 151, 171, 182];
/** One operator by itself is no model of anything, whatever its shapes. */
const LEAST_NODES = 3;
const IMAGENET_SIZES = [1000, 1001];

/** Rules 22 to 33: what the sizes of inputs and outputs say by themselves. */
export const cluesOfShapes: Rule = (evidence) => {
  const graph = mainOf(evidence);
  if (evidence.graphs.length > 1 || graph.nodeCount < LEAST_NODES) return [];
  const layout = boxLayout(evidence);
  if (layout) {
    const { family, weight, reason } = layout.clue;
    return family === 'E' ? [{ family, task: layout.prototypes ? 'image-segmentation' : 'object-detection', weight, reason }] : [];
  }
  const stage = textStage(graph);
  if (stage && stage.stage !== 'orient') {
    return [{ family: 'E', task: stage.stage === 'detect' ? 'object-detection' : 'image-to-text', weight: stage.weight, reason: stage.reason }];
  }
  const picture = pictureInput(graph);
  if (picture && graph.inputs.length === 1) return [...ofScores(evidence, picture), ...ofMaps(evidence, picture)];
  return [...ofSound(graph), ...ofTable(graph)];
};

function ofScores(evidence: Evidence, picture: PictureInput): Clue[] {
  const graph = mainOf(evidence);
  const output = scoreOutput(graph);
  const size = fixedDim(output, -1);
  if (!output || rankOf(output) !== 2 || size === null || size < 2 || size > 100_000) return [];
  const reason = `a picture of ${spellPicture(picture)} goes in and ${spellTensor(output)}`;
  const clue = (task: KnownTask, weight: number): Clue => ({ family: 'E', task, weight, reason });
  // One channel that is no square is more often the spectrogram of a sound.
  if (picture.channels === 1 && picture.width !== picture.height) return [];
  const hasLabels = labelsOf(evidence, { count: size }).source !== null;
  if (hasLabels && picture.channels !== 4) return [clue('image-classification', 0.9)];
  if (IMAGENET_SIZES.includes(size)) return [clue('image-classification', 0.85)];
  // Several heads (age and gender, yaw and pitch) and game frames of four channels are seldom one choice of classes.
  const isOdd = picture.channels === 4 || graph.outputs.filter((spec) => isFloat(spec) && rankOf(spec) === 2).length > 1;
  const classes = clue('image-classification', isOdd ? 0.4 : 0.6);
  return VECTOR_SIZES.includes(size) ? [classes, clue('image-feature-extraction', 0.55)] : [classes];
}

/** A map as large as the picture may be a mask, a depth or a cut-out: one channel alone does not say which. */
function ofMaps(evidence: Evidence, picture: PictureInput): Clue[] {
  const graph = mainOf(evidence);
  const maps = mapOutputs(graph, picture);
  const [first] = maps;
  if (!first || maps.length !== graph.outputs.length) return [];
  const reason = `a picture of ${spellPicture(picture)} goes in and ${spellTensor(first.spec)}`;
  const clue = (task: KnownTask, weight: number, told = reason): Clue => ({ family: 'E', task, weight, reason: told });
  if (maps.length > 1) {
    const areMasks = maps.every(({ channels, isFloat: floats }) => channels === 1 && floats);
    return areMasks && maps.length >= 3 ? [clue('image-to-image', 0.8, `${maps.length} masks of the picture come out, as background removers have them`)] : [];
  }
  const isLabelled = labelsOf(evidence, { count: first.channels ?? 0 }).source !== null;
  return ofMap(first, { picture, isLabelled }).map(([task, weight]) => clue(task, weight));
}

function ofMap(
  { channels, scale, isFloat: floats }: MapOutput,
  { picture, isLabelled }: { picture: PictureInput; isLabelled: boolean },
): (readonly [KnownTask, number])[] {
  if (channels === null) return floats ? [['depth-estimation', 0.6]] : [['image-segmentation', 0.8]];
  if (!floats) return channels === 1 ? [['image-segmentation', 0.8]] : [];
  if (scale === null) return [];
  if (scale >= 2 && (channels === 3 || channels === 1) && channels === picture.channels) return [['image-to-image', 0.85]];
  if (scale > 1) return [];
  if (channels === 1)
    return [
      ['image-to-image', 0.5],
      ['image-segmentation', 0.5],
      ['depth-estimation', 0.4],
    ];
  if (channels === 3 && scale === 1) return [['image-to-image', 0.75]];
  if (channels > 2000 || channels === 3) return [];
  // Smaller maps are as often features, heatmaps of joints, or what an encoder makes.
  return [['image-segmentation', scale === 1 || isLabelled || CLASS_COUNTS.includes(channels) ? 0.75 : 0.45]];
}

/** Rules 31 and 32. */
function ofSound(graph: Graph): Clue[] {
  const [input, second] = graph.inputs;
  const [output] = graph.outputs;
  if (!input || second || !output || !isFloat(input)) return [];
  if (rankOf(input) === 3 && fixedDim(input, 1) === 16 && fixedDim(input, 2) === 96 && fixedDim(output, -1) === 1) {
    return [{ family: 'E', task: 'wake-word', weight: 0.85, reason: `${spellTensor(input)}: 16 embeddings of speech, as openWakeWord has them` }];
  }
  const samples = fixedDim(input, 1);
  const isLong = samples !== null && samples >= 8000 && samples % 8000 === 0;
  const isNamed = /wav|audio|samples|speech/i.test(input.name);
  if (rankOf(input) !== 2 || rankOf(output) !== 2 || !(isLong || (samples === null && isNamed))) return [];
  return [{ family: 'E', task: 'audio-classification', weight: 0.55, reason: `${spellTensor(input)}: samples of a recording` }];
}

function ofTable(graph: Graph): Clue[] {
  const layout = tableLayout(graph);
  return layout && layout.weight < 0.9 ? [{ family: 'E', task: layout.task, weight: layout.weight, reason: layout.reason }] : [];
}
