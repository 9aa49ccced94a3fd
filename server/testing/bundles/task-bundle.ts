import { keepBundle, readGuides, type KeptBundle } from './keep-bundle.ts';
import { pictureGraph, type PictureHead } from './picture-graph.ts';
import { textGraph, type TextHead } from './text-graph.ts';
import { frequentWords, SPECIAL_WORDS, wordsOf, wordTokenizer } from './bert-tokenizer.ts';

const SOURCES = ['task-bundle.ts', 'text-graph.ts', 'picture-graph.ts', 'random-weights.ts', 'bert-tokenizer.ts'];
const MOST_WORDS = 400;
/** The most tokens these models read of a text. */
export const MAX_LENGTH = 64;
/** The sides of the pictures these models take. */
export const PICTURE_SIDE = 32;

interface TaskModel {
  architecture: string;
  head: TextHead | PictureHead;
  labels?: string[];
  /** Of the picture's processor. */
  processor?: string;
}

const MODELS = {
  'feature-extraction': { architecture: 'BertModel', head: { kind: 'hidden' } },
  'text-classification': { architecture: 'BertForSequenceClassification', head: { kind: 'text', classes: 4 }, labels: ['calm', 'windy', 'stormy', 'foggy'] },
  'token-classification': {
    ...{ architecture: 'BertForTokenClassification', head: { kind: 'token', classes: 5 }, labels: ['O', 'B-SHIP', 'I-SHIP', 'B-PORT', 'I-PORT'] },
  },
  'zero-shot-classification': {
    ...{ architecture: 'BertForSequenceClassification', head: { kind: 'text', classes: 3 }, labels: ['ENTAILMENT', 'NEUTRAL', 'CONTRADICTION'] },
  },
  'question-answering': { architecture: 'BertForQuestionAnswering', head: { kind: 'span' } },
  // As many classes as it has words: set when it is made.
  'fill-mask': { architecture: 'BertForMaskedLM', head: { kind: 'token', classes: 0 } },
  'image-classification': {
    ...{ architecture: 'ViTForImageClassification', head: { kind: 'picture', classes: 4 }, labels: ['boat', 'buoy', 'gull', 'pier'] },
    processor: 'ViTImageProcessor',
  },
  'object-detection': {
    ...{ architecture: 'DetrForObjectDetection', head: { kind: 'boxes', classes: 4, queries: 12 }, labels: ['boat', 'buoy', 'gull'] },
    processor: 'DetrImageProcessor',
  },
  'image-segmentation': {
    ...{ architecture: 'SegformerForSemanticSegmentation', head: { kind: 'pixels', classes: 4 }, labels: ['water', 'sky', 'land', 'boat'] },
    processor: 'SegformerImageProcessor',
  },
  'depth-estimation': { architecture: 'DPTForDepthEstimation', head: { kind: 'depth' }, processor: 'DPTImageProcessor' },
} satisfies Record<string, TaskModel>;

export type BundledTask = keyof typeof MODELS;
export const BUNDLED_TASKS = Object.keys(MODELS) as BundledTask[];

/**
 * A small Hugging Face bundle in ONNX for a task of one pass, with random weights: it makes no sense, but always the same
 * nonsense, so two ways to run it can be compared.
 */
export function taskBundle(task: BundledTask): KeptBundle {
  return keepBundle(task, { sources: SOURCES, text: readGuides() }, () => build(task));
}

/** Words the texts' tokenizer has whole: a text of them has one token for each. */
export function knownWords(): string[] {
  return frequentWords(wordsOf(readGuides()), MOST_WORDS).filter((word) => /^[a-z]{3,}$/.test(word));
}

function build(task: BundledTask): Record<string, string | Uint8Array> {
  const made: TaskModel = MODELS[task];
  const seed = BUNDLED_TASKS.indexOf(task) + 1;
  const { json, onnx } = made.processor === undefined ? ofTexts(made, seed) : ofPictures(made, seed);
  return { ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)])), 'onnx/model.onnx': onnx };
}

function ofTexts(made: TaskModel, seed: number): { json: Record<string, object>; onnx: Uint8Array } {
  // Words that it does not have are cut into letters.
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
  const words = frequentWords(wordsOf(readGuides()), MOST_WORDS).filter((word) => word.length > 1 || !letters.includes(word));
  const vocabulary = [...SPECIAL_WORDS, ...words, ...letters, ...letters.map((letter) => `##${letter}`)];
  const head = made.architecture === 'BertForMaskedLM' ? ({ kind: 'token', classes: vocabulary.length } as const) : (made.head as TextHead);
  const config = { model_type: 'bert', hidden_size: 16, vocab_size: vocabulary.length, max_position_embeddings: MAX_LENGTH, pad_token_id: 0 };
  return {
    json: { 'config.json': { ...configOf(made), ...config }, ...wordTokenizer(vocabulary, { maxLength: MAX_LENGTH }) },
    onnx: textGraph({ words: vocabulary.length, head, seed }),
  };
}

function ofPictures(made: TaskModel, seed: number): { json: Record<string, object>; onnx: Uint8Array } {
  const kind = /^[A-Z][a-z]+/.exec(made.architecture)?.[0].toLowerCase();
  const modelType = made.architecture.startsWith('ViT') ? 'vit' : made.architecture.startsWith('DPT') ? 'dpt' : kind;
  const size = { height: PICTURE_SIDE, width: PICTURE_SIDE };
  const processor = {
    image_processor_type: made.processor,
    ...{ do_resize: true, size, resample: 2, do_rescale: true, rescale_factor: 1 / 255 },
    ...{ do_normalize: true, image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] },
  };
  return {
    json: { 'config.json': { ...configOf(made), model_type: modelType }, 'preprocessor_config.json': processor },
    onnx: pictureGraph({ side: PICTURE_SIDE, head: made.head as PictureHead, seed }),
  };
}

function configOf({ architecture, labels }: TaskModel): object {
  if (!labels) return { architectures: [architecture] };
  return {
    architectures: [architecture],
    id2label: Object.fromEntries(labels.map((label, index) => [String(index), label])),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
  };
}
