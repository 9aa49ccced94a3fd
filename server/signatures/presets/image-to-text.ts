import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asNumber, asObject } from '../detect/json-look.ts';
import { pictureInput } from '../detect/picture-input.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { alphabetOf, paddleStage, textStage } from '../detect/text-stage.ts';
import type { Graph } from '../schema.ts';
import { bind, jsonOutput, pictureField } from './fields.ts';
import { contextOf, samplingFields, writingAssumptions, writingBundle } from './generation-fields.ts';
import { IMAGENET } from './picture-statistics.ts';
import { whole } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf, StepInput, Unfit } from './preset.ts';

const OUTPUT = { name: 'text', title: 'Text', description: 'What is written in the picture, with where each line is.', view: 'lines' } as const;
const LONGEST = 960;
/** How far a box grows around what was found. A recogniser needs the whole letters: at 1.5 it loses spaces (PaddleX's OCR pipeline has 2 too). */
const UNCLIP = { alone: 1.5, toRead: 2 };

/** A picture → text: a detector and a recogniser together, or a recogniser alone for pictures of one line. */
export const imageToText: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  if (evidence.bundle && evidence.bundle.parts.length > 1) return caption(evidence);
  const second = evidence.graphs[1];
  const isRecogniser = (candidate: Graph) =>
    textStage(candidate)?.stage === 'recognise' || (evidence.graphs.length === 1 && paddleStage(evidence.companions) === 'recognise');
  if (second && textStage(graph)?.stage === 'detect' && isRecogniser(second)) return detectThenRecognise(evidence, graph, second);
  if (isRecogniser(graph)) return recognise(evidence, graph);
  return unfit(
    textStage(graph)?.stage === 'detect'
      ? 'It finds text and cannot read it: drop it together with a recogniser and its list of characters.'
      : 'It is no reader of text that is known.',
  );
};

/** An encoder of pictures with a decoder of text: what is to be seen, or what is written in a line. */
function caption(evidence: Evidence): ReturnType<PresetOf> {
  const lacks = writingBundle(evidence, ['encoder_model', 'decoder_model_merged']);
  if (lacks) return lacks;
  if (!evidence.companions.preprocessor) return unfit('`preprocessor_config.json` is missing: it says how a picture becomes a tensor.');
  const context = contextOf(asObject(evidence.companions.config?.decoder));
  return {
    inputs: [pictureField([], [{ kind: 'decode-image' }]), ...samplingFields(evidence, context)],
    outputs: [jsonOutput({ name: 'text', title: 'Text', description: 'The text the model has for the picture.', view: 'generation' }, [], [])],
    generation: { kind: 'picture', contextLength: context, chat: false },
    assumptions: writingAssumptions(evidence),
  };
}

function detectThenRecognise(evidence: Evidence, detector: Graph, recogniser: Graph): ReturnType<PresetOf> {
  const found = detection(evidence, detector, UNCLIP.toRead);
  if ('because' in found) return found;
  const reading = ctcOf(evidence, recogniser);
  if ('because' in reading) return reading;
  const [input] = recogniser.inputs;
  const [output] = recogniser.outputs;
  const picture = pictureInput(recogniser);
  if (!input || !output || !picture) return unfit('The recogniser takes no picture.');
  const run: StepInput = {
    kind: 'run',
    graph: recogniser.name,
    input: input.name,
    output: output.name,
    height: picture.height ?? 48,
    width: picture.width ?? 320,
  };
  const outSteps: StepInput[] = [found.boxes, { kind: 'crop-quads' }, run, reading.ctc, { kind: 'lines-to-text' }];
  return {
    inputs: [pictureField(bind(detector, found.picture.spec), found.steps)],
    outputs: [jsonOutput(OUTPUT, bind(detector, found.output), outSteps)],
    assumptions: [...found.assumptions, ...reading.assumptions],
  };
}

/** A line fills the picture: made 48 high and fed once; longer lines make wider pictures. */
function recognise(evidence: Evidence, graph: Graph): ReturnType<PresetOf> {
  const picture = pictureInput(graph);
  const [output] = graph.outputs;
  if (!picture || !output) return unfit('None of the inputs is a picture.');
  const left = unfed(graph, [picture.spec.name]);
  const reading = ctcOf(evidence, graph);
  if (left ?? 'because' in reading) return left ?? (reading as Unfit);
  const height = picture.height ?? 48;
  const between: StepInput[] = [
    { kind: 'channels', order: 'bgr' },
    { kind: 'resize', mode: 'height', height, width: picture.width ?? 3200, implementation: 'opencv' },
    { kind: 'rescale' },
    { kind: 'normalise', mean: [0.5], std: [0.5] },
    ...(picture.width === null ? [] : [{ kind: 'pad', width: picture.width, height } as const]),
  ];
  const { ctc, assumptions } = reading as Reading;
  return {
    inputs: [pictureField(bind(graph, picture.spec), whole(picture, between), 'A picture of one line of text.')],
    outputs: [jsonOutput(OUTPUT, bind(graph, output), [ctc])],
    assumptions: ['The picture is one line of text, prepared as PaddleOCR does', ...assumptions],
  };
}

/** A detector of text alone: boxes around lines. */
export function detectedText(evidence: Evidence): ReturnType<PresetOf> {
  const graph = mainOf(evidence);
  const found = detection(evidence, graph, UNCLIP.alone);
  if ('because' in found) return found;
  const head = { name: 'objects', title: 'Lines of text', description: 'Where text stands, in pixels of the picture that was sent.', view: 'boxes' } as const;
  return {
    inputs: [pictureField(bind(graph, found.picture.spec), found.steps)],
    outputs: [jsonOutput(head, bind(graph, found.output), [found.boxes, { kind: 'quads-to-json' }])],
    assumptions: found.assumptions,
  };
}

/** PaddleOCR's detector: blue, green, red with the constants of red, green, blue, as it was trained. */
function detection(evidence: Evidence, graph: Graph, unclip: number) {
  const picture = pictureInput(graph);
  const [output] = graph.outputs;
  if (!picture || !output) return unfit('None of the inputs is a picture.');
  const left = unfed(graph, [picture.spec.name]);
  if (left) return left;
  const post = asObject(evidence.companions.paddle?.PostProcess);
  const boxes: StepInput = {
    kind: 'text-boxes',
    threshold: asNumber(post?.thresh) ?? 0.3,
    boxThreshold: asNumber(post?.box_thresh) ?? 0.6,
    unclip: asNumber(post?.unclip_ratio) ?? unclip,
  };
  const steps = whole(picture, [{ kind: 'channels', order: 'bgr' }, detectorSize(picture), { kind: 'rescale' }, { kind: 'normalise', ...IMAGENET }]);
  const assumptions = [
    'Colours are fed as blue, green, red, as PaddleOCR does',
    ...(picture.width === null ? [`Pictures larger than ${LONGEST} pixels are made smaller to find text`] : []),
  ];
  return { picture, output, boxes, steps, assumptions };
}

function detectorSize({ width, height }: PictureInput): StepInput {
  if (width !== null && height !== null) return { kind: 'resize', mode: 'stretch', width, height, implementation: 'opencv' };
  return { kind: 'resize', mode: 'bounded', limit: LONGEST, multiple: 32, implementation: 'opencv' };
}

interface Reading {
  ctc: StepInput;
  assumptions: string[];
}

function ctcOf(evidence: Evidence, recogniser: Graph): Reading | Unfit {
  const found = alphabetOf(evidence, recogniser);
  const classes = recogniser.outputs[0]?.shape?.[2];
  if (!found)
    return unfit(
      `Its characters are missing: drop the list it was trained with (a .txt file with one character per line${typeof classes === 'number' ? `, ${classes - 2} lines` : ''}) together with it.`,
    );
  return { ctc: { kind: 'ctc', alphabet: found.alphabet, blank: 'first', space: found.space }, assumptions: [`The characters are those of ${found.source}`] };
}
