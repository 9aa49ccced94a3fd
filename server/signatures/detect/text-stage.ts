import type { Graph } from '../schema.ts';
import type { Companions } from './companions.ts';
import type { Evidence } from './evidence.ts';
import { baseName } from './companion-files.ts';
import { asObject, asText, asTexts } from './json-look.ts';
import { pictureInput } from './picture-input.ts';
import { fixedDim, hasOperator, metadataOf, rankOf, spellTensor } from './tensor-look.ts';

/** The parts of a text reader: where text is, what it says, which way up it stands. */
export interface TextStage {
  stage: 'detect' | 'recognise' | 'orient';
  weight: number;
  reason: string;
}

/** Which part of a text reader a graph is, by its shapes; null when it is none. */
export function textStage(graph: Graph): TextStage | null {
  const picture = pictureInput(graph);
  const [output] = graph.outputs;
  if (!picture || !output || graph.outputs.length !== 1 || picture.layout !== 'nchw' || picture.channels !== 3) return null;
  const isPaddle = paddleNames(graph);
  const reason = `${spellTensor(picture.spec)} and ${spellTensor(output)}`;
  if (rankOf(output) === 3 && (picture.height === 48 || picture.height === 32) && (fixedDim(output, 2) ?? 0) > 90) {
    return { stage: 'recognise', weight: 0.85, reason: `${reason}, as a text recogniser has them` };
  }
  const isOpen = picture.height === null && picture.width === null;
  if (rankOf(output) === 4 && fixedDim(output, 1) === 1 && isPaddle && hasOperator(graph, /^(Sigmoid|HardSigmoid)$/) && (isOpen || nameSays(graph, /det/i))) {
    return { stage: 'detect', weight: isOpen ? 0.8 : 0.6, reason: `${reason}, with Paddle's names, as a text detector has them` };
  }
  const isLine = isOpen || (picture.height === 48 && picture.width === 192) || (picture.height === 80 && picture.width === 160);
  if (rankOf(output) === 2 && fixedDim(output, 1) === 2 && isPaddle && isLine && nameSays(graph, /cls|orient|angle/i)) {
    return { stage: 'orient', weight: 0.6, reason: `${reason}, with Paddle's names, as the classifier of a text's direction has them` };
  }
  return null;
}

/** What inference.yml of Paddle says a version is. */
export function paddleStage({ paddle }: Companions): TextStage['stage'] | 'classify' | null {
  const name = asText(asObject(paddle?.PostProcess)?.name);
  if (name === 'DBPostProcess') return 'detect';
  if (name === 'CTCLabelDecode') return 'recognise';
  return name === 'Topk' ? 'classify' : null;
}

/** The characters of a recogniser with so many classes: from the file itself, inference.yml, or a list beside it. */
export function alphabetOf({ companions }: Evidence, graph: Graph): { alphabet: string[] | { file: string }; space: boolean; source: string } | null {
  const classes = fixedDim(graph.outputs[0], 2);
  const own = metadataOf(graph, 'character');
  const listed = own === null ? null : own.replace(/\r?\n$/, '').split(/\r?\n/);
  const paddle = asTexts(asObject(companions.paddle?.PostProcess)?.character_dict);
  const candidates = [
    ...(listed ? [{ alphabet: listed, count: listed.length, source: 'the metadata of the model' }] : []),
    ...(paddle ? [{ alphabet: paddle, count: paddle.length, source: 'inference.yml' }] : []),
    ...(companions.alphabet ? [{ alphabet: { file: companions.alphabet.file }, count: companions.alphabet.count, source: companions.alphabet.file }] : []),
  ];
  for (const { alphabet, count, source } of candidates) {
    if (classes === null || classes === count + 2) return { alphabet, source, space: true };
    if (classes === count + 1) return { alphabet, source, space: false };
  }
  return null;
}

function paddleNames(graph: Graph): boolean {
  const names = [...graph.inputs, ...graph.outputs];
  const says = ({ name, shape }: (typeof names)[number]) =>
    /\.tmp_\d+$|^save_infer_model\/|^fetch_name_\d+$/.test(name) || (shape ?? []).some((dim) => typeof dim === 'string' && dim.startsWith('p2o.'));
  return /paddle/i.test(graph.producer) || names.some(says);
}

function nameSays(graph: Graph, pattern: RegExp): boolean {
  return pattern.test(baseName(graph.file));
}
