import { boxLayout } from './box-layout.ts';
import { baseName } from './companion-files.ts';
import { mainOf } from './evidence.ts';
import type { Clue, Evidence, KnownTask } from './evidence.ts';
import { asText } from './json-look.ts';
import { mapOutputs } from './map-output.ts';
import { pictureInput } from './picture-input.ts';
import { scoreOutput } from './score-output.ts';
import { fixedDim } from './tensor-look.ts';
import { alphabetOf, textStage } from './text-stage.ts';

const PICTURES: readonly KnownTask[] = [
  'image-classification',
  'object-detection',
  'image-segmentation',
  'image-to-image',
  'depth-estimation',
  'image-feature-extraction',
  'image-to-text',
  'keypoint-detection',
];
const SOUNDS: readonly KnownTask[] = ['audio-classification', 'voice-activity-detection', 'automatic-speech-recognition'];
const TEXTS: readonly KnownTask[] = [
  'text-classification',
  'token-classification',
  'fill-mask',
  'feature-extraction',
  'sentence-similarity',
  'question-answering',
  'text-generation',
  'text2text-generation',
  'text-to-audio',
  'zero-shot-classification',
];

/** Words in names of files and folders. */
const WORDS: readonly (readonly [RegExp, KnownTask])[] = [
  [/yolo.*seg|segformer|deeplab|unet(?!\w)|maskformer/i, 'image-segmentation'],
  [/yolo.*cls|resnet|mobilenet|efficientnet|squeezenet|densenet|(^|[^a-z])vit([^a-z]|$)/i, 'image-classification'],
  [/yolo(?!.*(seg|pose|obb|cls))|rt-?detr|(^|[^a-z])ssd|blaze_?face|face_?detect|retinaface|ultraface/i, 'object-detection'],
  [/u2net|isnet|rmbg|birefnet|modnet|matting|esrgan|swin2sr|super-?res|mosaic|candy|anime_?gan|style/i, 'image-to-image'],
  [/midas|depth/i, 'depth-estimation'],
  [/silero|(^|[^a-z])vad/i, 'voice-activity-detection'],
  [/whisper|wav2vec/i, 'automatic-speech-recognition'],
  [/arcface|facenet|dinov2|embedding/i, 'image-feature-extraction'],
  [/(^|[^a-z])rec([^a-z]|$)|crnn/i, 'image-to-text'],
  [/(^|[^a-z])det([^a-z]|$)/i, 'object-detection'],
  [/(^|[^a-z])cls([^a-z]|$)/i, 'image-classification'],
];

/** Rules 34 to 37: files beside the model support what else has been found, `others`. */
export function cluesOfFiles(evidence: Evidence, others: readonly Clue[]): Clue[] {
  const proposed = [...new Set(others.map(({ task }) => task))];
  const support = (tasks: readonly KnownTask[], weight: number, reason: string): Clue[] =>
    proposed.filter((task) => tasks.includes(task)).map((task) => ({ family: 'F', task, weight, reason }));
  const { companions } = evidence;
  const processor = asText(companions.preprocessor?.image_processor_type) ?? asText(companions.preprocessor?.feature_extractor_type);
  const isSound = processor !== null && /(Wav2Vec2|AST|Whisper|SeamlessM4T|Clap|Speech\w*)FeatureExtractor/.test(processor);
  const isPicture = processor !== null && !isSound;
  return [
    ...ofLabels(evidence, support),
    ...(isPicture ? support(PICTURES, 0.5, `preprocessor_config.json is for pictures: \`${processor}\``) : []),
    ...(isSound ? support(SOUNDS, 0.5, `preprocessor_config.json is for sound: \`${processor}\``) : []),
    ...(companions.tokenizer ? support(TEXTS, 0.4, `\`${companions.tokenizer.file}\` is a tokenizer`) : []),
    ...(companions.generationConfig
      ? support(
          ['text-generation', 'text2text-generation', 'automatic-speech-recognition', 'translation', 'summarization'],
          0.4,
          'there is a generation_config.json',
        )
      : []),
    ...ofWords(evidence, support),
  ];
}

type Support = (tasks: readonly KnownTask[], weight: number, reason: string) => Clue[];

/** A list of names as long as the model has classes. */
function ofLabels(evidence: Evidence, support: Support): Clue[] {
  const { companions } = evidence;
  const graph = mainOf(evidence);
  if (textStage(graph)?.stage === 'recognise' && companions.alphabet && alphabetOf(evidence, graph)) {
    return support(['image-to-text'], 0.5, `\`${companions.alphabet.file}\` has a character for each class`);
  }
  const { labels } = companions;
  if (!labels) return [];
  const count = labels.labels.length;
  const reason = `\`${labels.file}\` has ${count} labels, as many as the model has classes`;
  const classes = fixedDim(scoreOutput(graph), -1);
  const picture = pictureInput(graph);
  const isMap = picture !== null && mapOutputs(graph, picture).some(({ channels }) => channels === count);
  const inBoxes = boxLayout(evidence)?.classes;
  return [
    ...(classes === count || classes === count + 1 ? support(['image-classification', 'audio-classification', 'text-classification'], 0.5, reason) : []),
    ...(inBoxes === count ? support(['object-detection', 'image-segmentation'], 0.5, reason) : []),
    ...(isMap ? support(['image-segmentation'], 0.5, reason) : []),
  ];
}

function ofWords({ graphs }: Evidence, support: Support): Clue[] {
  const [graph] = graphs;
  if (!graph) return [];
  // The folder often has the name that the file ("model.onnx") lacks.
  const names = graph.file.split('/').slice(-3);
  const [hit] = WORDS.flatMap(([pattern, task]) => names.filter((name) => pattern.test(name)).map((name) => ({ task, name })));
  return hit ? support([hit.task], 0.3, `its name is \`${baseName(hit.name)}\``) : [];
}
