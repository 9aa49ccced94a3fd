import type { Companions } from './companions.ts';
import { entailmentOf } from './entailment-labels.ts';
import type { Clue, KnownTask, Rule } from './evidence.ts';
import { asIndexed, asNumber, asObject, asText, asTexts } from './json-look.ts';
import { paddleStage } from './text-stage.ts';

/** Endings of `architectures[0]`, the longer before the shorter. Source: transformers, modeling_auto.py. */
const HEADS: readonly (readonly [RegExp, KnownTask])[] = [
  [/ForZeroShotObjectDetection$/, 'zero-shot-object-detection'],
  [/ForObjectDetection$/, 'object-detection'],
  [/For(Semantic|Universal|Instance)Segmentation$|^MaskFormerForInstanceSegmentation$|^DetrForSegmentation$/, 'image-segmentation'],
  [/ForDepthEstimation$/, 'depth-estimation'],
  [/For(ImageSuperResolution|ImageMatting|ImageToImage)$|^(BiRefNet|BriaRMBG|ISNet)\w*$/, 'image-to-image'],
  [/ForVideoClassification$/, 'video-classification'],
  [/ForImageClassification(WithTeacher)?$/, 'image-classification'],
  [/ForTokenClassification$/, 'token-classification'],
  [/ForMaskedLM$/, 'fill-mask'],
  [/ForQuestionAnswering$/, 'question-answering'],
  [/For(CTC|SpeechSeq2Seq)$|^(Whisper|Speech2Text|Moonshine)\w*ForConditionalGeneration$/, 'automatic-speech-recognition'],
  [/For(AudioClassification|XVector)$/, 'audio-classification'],
  [/^(Vits|FastSpeech2Conformer)/, 'text-to-audio'],
  [/^(Marian|M2M100|NllbMoe)/, 'translation'],
  [/^(Blip|VisionEncoderDecoder|Pix2Struct|TrOCR|Git|Florence)/, 'image-to-text'],
  [/For(CausalLM)$|LMHeadModel$/, 'text-generation'],
  [/^(CLIP|ChineseCLIP|Siglip2?|Align)Model$/, 'zero-shot-image-classification'],
  [/ForKeypointDetection$|ForPoseEstimation$/, 'keypoint-detection'],
  [/^Sam\w*Model$/, 'mask-generation'],
];

/** Heads of which each served model has its own way in that no ONNX file of one pass gives. */
const VISION = /^(vit|deit|beit|swin|swinv2|dinov2|dinov3|convnext|convnextv2|resnet|mobilenet|efficientnet|hiera|ijepa|clip_vision|siglip_vision)/;

/** Rules 3 to 6: config.json of transformers or timm, modules.json, inference.yml. */
export const cluesOfConfig: Rule = ({ companions }) => [
  ...ofArchitecture(companions),
  ...ofTimm(companions),
  ...ofModules(companions),
  ...ofPaddle(companions),
];

function ofArchitecture({ config, card }: Companions): Clue[] {
  const architecture = asTexts(config?.architectures)?.[0];
  if (!config || architecture === undefined) return [];
  const clue = (task: KnownTask, weight = 0.92): Clue[] => [{ family: 'B', task, weight, reason: `config.json says \`${architecture}\`` }];
  if (/ForSequenceClassification$/.test(architecture)) {
    // It compares two texts; what it says of a text and a label is what most want of it.
    if (entailmentOf(config)) return [...clue('zero-shot-classification', 0.95), ...clue('text-classification', 0.5)];
    return clue(sequenceTask(config, asTexts(card?.tags) ?? []));
  }
  const head = HEADS.find(([pattern]) => pattern.test(architecture));
  if (head) return clue(head[1]);
  // What such a model makes of a text (its summary, its translation) a card says better.
  if (/ForConditionalGeneration$/.test(architecture)) return clue('text2text-generation', 0.85);
  if (!/Model$/.test(architecture)) return [];
  return clue(VISION.test(asText(config.model_type) ?? '') ? 'image-feature-extraction' : 'feature-extraction', 0.7);
}

/** A classifier of texts may say how well one answers the other. */
function sequenceTask(config: NonNullable<Companions['config']>, tags: string[]): KnownTask {
  const labels = asIndexed(config.id2label) ?? [];
  return labels.length === 1 && tags.some((tag) => /cross-encoder|reranker|text-ranking/.test(tag)) ? 'text-ranking' : 'text-classification';
}

function ofTimm({ config }: Companions): Clue[] {
  if (!asText(config?.architecture) || !asObject(config?.pretrained_cfg)) return [];
  const classes = asNumber(config?.num_classes) ?? asNumber(asObject(config?.pretrained_cfg)?.num_classes) ?? 0;
  const task = classes > 0 ? 'image-classification' : 'image-feature-extraction';
  return [{ family: 'B', task, weight: 0.92, reason: `config.json is timm's, with ${classes} classes` }];
}

function ofModules({ modules, pooling }: Companions): Clue[] {
  const hasPooling = modules?.some((type) => /\.Pooling$/.test(type)) ?? pooling !== null;
  if (!hasPooling) return [];
  const reason = 'modules.json is of sentence-transformers, with pooling';
  return [
    { family: 'B', task: 'feature-extraction', weight: 0.95, reason },
    { family: 'B', task: 'sentence-similarity', weight: 0.93, reason },
  ];
}

function ofPaddle(companions: Companions): Clue[] {
  const stage = paddleStage(companions);
  if (stage === null || stage === 'orient') return [];
  const task = { detect: 'object-detection', recognise: 'image-to-text', classify: 'image-classification' } as const;
  return [{ family: 'B', task: task[stage], weight: 0.95, reason: `inference.yml says \`${String(asObject(companions.paddle?.PostProcess)?.name)}\`` }];
}
