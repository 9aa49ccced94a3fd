import { TASKS } from '../task.ts';
import type { Clue, KnownTask, Rule } from './evidence.ts';
import { UNSERVED_TASKS } from './evidence.ts';
import { asText, asTexts } from './json-look.ts';
import { paddleStage } from './text-stage.ts';

const OTHER_TAGS: Readonly<Record<string, KnownTask>> = {
  'background-removal': 'image-to-image',
  'image-matting': 'image-to-image',
  'super-resolution': 'image-to-image',
  'image-super-resolution': 'image-to-image',
  'feature-extraction-image': 'image-feature-extraction',
  'semantic-segmentation': 'image-segmentation',
  'instance-segmentation': 'image-segmentation',
  ocr: 'image-to-text',
  'text-recognition': 'image-to-text',
  'text-detection': 'object-detection',
  'face-detection': 'object-detection',
  'named-entity-recognition': 'token-classification',
  'sentiment-analysis': 'text-classification',
  'text-to-speech': 'text-to-audio',
};

const LIBRARIES: Readonly<Record<string, KnownTask>> = {
  timm: 'image-classification',
  'sentence-transformers': 'feature-extraction',
  sklearn: 'tabular-classification',
};

/** Rules 1 and 2: what the README's front matter says. */
export const cluesOfCard: Rule = ({ companions }) => {
  const { card } = companions;
  if (!card) return [];
  const clues: Clue[] = [];
  const tagged = taskOfTag(asText(card.pipeline_tag));
  if (tagged) clues.push({ family: 'A', task: tagged, weight: 0.9, reason: `README.md says \`pipeline_tag: ${String(card.pipeline_tag)}\`` });
  for (const tag of asTexts(card.tags) ?? []) {
    const task = taskOfTag(tag);
    if (task) clues.push({ family: 'A', task, weight: 0.5, reason: `README.md has the tag \`${tag}\`` });
  }
  const library = asText(card.library_name) ?? '';
  const task = Object.hasOwn(LIBRARIES, library) ? LIBRARIES[library] : undefined;
  if (task) clues.push({ family: 'A', task, weight: 0.6, reason: `README.md says \`library_name: ${library}\`` });
  const stage = paddleStage(companions);
  if (/^paddleocr$/i.test(library) && stage === 'recognise')
    clues.push({ family: 'A', task: 'image-to-text', weight: 0.6, reason: 'README.md says `library_name: PaddleOCR`' });
  return clues;
};

function taskOfTag(tag: string | null): KnownTask | null {
  if (tag === null || tag === 'tensor') return null;
  const known = [...TASKS, ...UNSERVED_TASKS].find((task) => task === tag);
  return known ?? (Object.hasOwn(OTHER_TAGS, tag) ? (OTHER_TAGS[tag] ?? null) : null);
}
