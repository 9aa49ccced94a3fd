import { describe, expect, it } from 'vitest';
import { BERT, id2label, labelsFile, namesOf, syntheticEvidence, TOKENIZER, ULTRALYTICS } from '../testing/synthetic-graph.ts';
import type { Sketch } from '../testing/synthetic-graph.ts';
import { allClues } from './all-clues.ts';
import type { Companions } from './companions.ts';

const ANY: Sketch = { inputs: { x: ['n', 2], y: ['n', 2] }, outputs: { z: ['n', 2] } };
const PIXELS = { pixel_values: ['batch_size', 'num_channels', 'height', 'width'] };
const TO_LABELS: Sketch = { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 5] } };
const PHOTO = { images: [1, 3, 640, 640] };
const architecture = (name: string, more: object = {}): Partial<Companions> => ({ config: { architectures: [name], ...more } });

type Expected = `${'A' | 'B' | 'C' | 'D' | 'E' | 'F'} ${string} ${number}`;
type RuleCase = [rule: string, expected: Expected | null, sketch: Sketch, beside?: Partial<Companions>];

const RULES: RuleCase[] = [
  ['1: pipeline_tag', 'A depth-estimation 0.9', ANY, { card: { pipeline_tag: 'depth-estimation' } }],
  ['1: a tag under another name', 'A image-to-image 0.9', ANY, { card: { pipeline_tag: 'background-removal' } }],
  ['1: tags', 'A fill-mask 0.5', ANY, { card: { tags: ['onnx', 'fill-mask'] } }],
  ['1: a list is no pipeline_tag', null, ANY, { card: { pipeline_tag: ['fill-mask'] } }],
  ['1: a tag nobody knows', null, ANY, { card: { pipeline_tag: 'constructor', tags: ['__proto__', 'tensor'] } }],
  ['2: library_name', 'A image-classification 0.6', ANY, { card: { library_name: 'timm' } }],
  ['3: ForImageClassification', 'B image-classification 0.92', ANY, architecture('SwinForImageClassification')],
  ['3: ForObjectDetection', 'B object-detection 0.92', ANY, architecture('DetrForObjectDetection')],
  ['3: ForZeroShotObjectDetection', 'B zero-shot-object-detection 0.92', ANY, architecture('OwlViTForZeroShotObjectDetection')],
  ['3: ForSemanticSegmentation', 'B image-segmentation 0.92', ANY, architecture('SegformerForSemanticSegmentation')],
  ['3: ForUniversalSegmentation', 'B image-segmentation 0.92', ANY, architecture('Mask2FormerForUniversalSegmentation')],
  ['3: ForDepthEstimation', 'B depth-estimation 0.92', ANY, architecture('DPTForDepthEstimation')],
  ['3: ForImageSuperResolution', 'B image-to-image 0.92', ANY, architecture('Swin2SRForImageSuperResolution')],
  ['3: ForSequenceClassification', 'B text-classification 0.92', ANY, architecture('BertForSequenceClassification')],
  [
    '3: of entailment',
    'B zero-shot-classification 0.95',
    ANY,
    architecture('BartForSequenceClassification', { id2label: id2label('contradiction', 'neutral', 'entailment') }),
  ],
  [
    '3: of ranking',
    'B text-ranking 0.92',
    ANY,
    { ...architecture('BertForSequenceClassification', { id2label: id2label('LABEL_0') }), card: { tags: ['cross-encoder'] } },
  ],
  ['3: ForTokenClassification', 'B token-classification 0.92', ANY, architecture('BertForTokenClassification')],
  ['3: ForMaskedLM', 'B fill-mask 0.92', ANY, architecture('RobertaForMaskedLM')],
  ['3: ForQuestionAnswering', 'B question-answering 0.92', ANY, architecture('BertForQuestionAnswering')],
  ['3: LMHeadModel', 'B text-generation 0.92', ANY, architecture('GPT2LMHeadModel')],
  ['3: Whisper', 'B automatic-speech-recognition 0.92', ANY, architecture('WhisperForConditionalGeneration')],
  ['3: T5', 'B text2text-generation 0.85', ANY, architecture('T5ForConditionalGeneration')],
  ['3: Marian', 'B translation 0.92', ANY, architecture('MarianMTModel')],
  ['3: BLIP', 'B image-to-text 0.92', ANY, architecture('BlipForConditionalGeneration')],
  ['3: ForCTC', 'B automatic-speech-recognition 0.92', ANY, architecture('Wav2Vec2ForCTC')],
  ['3: ForAudioClassification', 'B audio-classification 0.92', ANY, architecture('ASTForAudioClassification')],
  ['3: a plain model of texts', 'B feature-extraction 0.7', ANY, architecture('BertModel', { model_type: 'bert' })],
  ['3: a plain model of pictures', 'B image-feature-extraction 0.7', ANY, architecture('ViTModel', { model_type: 'vit' })],
  ['4: timm with classes', 'B image-classification 0.92', ANY, { config: { architecture: 'x', pretrained_cfg: {}, num_classes: 10 } }],
  ['4: timm without', 'B image-feature-extraction 0.92', ANY, { config: { architecture: 'x', pretrained_cfg: {}, num_classes: 0 } }],
  ['5: modules.json', 'B feature-extraction 0.95', ANY, { modules: ['sentence_transformers.models.Pooling'] }],
  ['6: DBPostProcess', 'B object-detection 0.95', ANY, { paddle: { PostProcess: { name: 'DBPostProcess' } } }],
  ['6: CTCLabelDecode', 'B image-to-text 0.95', ANY, { paddle: { PostProcess: { name: 'CTCLabelDecode' } } }],
  ['6: Topk', 'B image-classification 0.95', ANY, { paddle: { PostProcess: { name: 'Topk' } } }],
  ['7: Ultralytics', 'C object-detection 0.97', { ...ANY, metadata: { ...ULTRALYTICS, task: 'detect' } }],
  ['7: oriented boxes', 'C oriented-object-detection 0.97', { ...ANY, metadata: { ...ULTRALYTICS, task: 'obb' } }],
  ['7: a task of somebody else', null, { ...ANY, metadata: { task: 'detect' } }],
  ['8: YOLOv5', 'C object-detection 0.95', { inputs: PHOTO, outputs: { output0: [1, 25200, 8] }, metadata: { stride: '32', names: "['a', 'b', 'c']" } }],
  ['9: character', 'C image-to-text 0.95', { inputs: { x: ['n', 3, 48, 'w'] }, outputs: { y: ['n', 't', 97] }, metadata: { character: 'a\n'.repeat(95) } }],
  ['10: pixel_values to logits', 'D image-classification 0.9', { inputs: PIXELS, outputs: { logits: ['b', 7] } }],
  ['11: pred_boxes', 'D object-detection 0.95', { inputs: PIXELS, outputs: { logits: ['b', 100, 92], pred_boxes: ['b', 100, 4] } }],
  ['12: predicted_depth', 'D depth-estimation 0.95', { inputs: PIXELS, outputs: { predicted_depth: ['b', 'h', 'w'] } }],
  ['12: reconstruction', 'D image-to-image 0.95', { inputs: PIXELS, outputs: { reconstruction: ['b', 3, 'h', 'w'] } }],
  ['12: heatmaps', 'D keypoint-detection 0.95', { inputs: PIXELS, outputs: { heatmaps: ['b', 17, 64, 48] } }],
  ['12: pred_masks', 'D image-segmentation 0.95', { inputs: PIXELS, outputs: { logits: ['b', 100, 134], pred_masks: ['b', 100, 'h', 'w'] } }],
  ['13: start and end', 'D question-answering 0.97', { inputs: BERT, outputs: { start_logits: ['b', 's'], end_logits: ['b', 's'] } }],
  ['14: logits of texts', 'D text-classification 0.85', { inputs: BERT, outputs: { logits: ['b', 2] } }],
  [
    '14: logits of entailment',
    'D zero-shot-classification 0.85',
    { inputs: BERT, outputs: { logits: ['b', 3] } },
    { config: { id2label: id2label('CONTRADICTION', 'NEUTRAL', 'ENTAILMENT') } },
  ],
  ['14: logits of words', 'D fill-mask 0.85', { inputs: BERT, outputs: { logits: ['b', 's', 30522] } }, { config: { vocab_size: 30522 } }],
  ['14: logits of labels', 'D token-classification 0.8', { inputs: BERT, outputs: { logits: ['b', 's', 9] } }, { config: { num_labels: 9 } }],
  [
    '15: past_key_values',
    'D text-generation 0.95',
    { inputs: { ...BERT, 'past_key_values.0.key': ['b', 12, 'p', 64] }, outputs: { logits: ['b', 's', 50257] } },
  ],
  [
    '16: the encoder of Whisper',
    'D automatic-speech-recognition 0.95',
    { inputs: { input_features: ['b', 80, 3000] }, outputs: { last_hidden_state: ['b', 1500, 384] } },
  ],
  ['17: letters', 'D automatic-speech-recognition 0.85', { inputs: { input_values: ['b', 'n'] }, outputs: { logits: ['b', 't', 32] } }],
  ['17: sounds', 'D audio-classification 0.85', { inputs: { input_values: ['b', 'n'] }, outputs: { logits: ['b', 8] } }],
  [
    '18: silero',
    'D voice-activity-detection 0.98',
    { inputs: { input: [null, null], state: [2, null, 128], sr: { type: 'INT64', shape: [] } }, outputs: { output: [null, 1], stateN: [null, null, null] } },
  ],
  [
    '19: detection_boxes',
    'D object-detection 0.97',
    {
      inputs: { 'image:0': { type: 'UINT8', shape: [1, null, null, 3] } },
      outputs: { 'detection_boxes:0': [1, 9, 4], 'detection_scores:0': [1, 9], 'detection_classes:0': [1, 9] },
    },
  ],
  [
    '20: Segment Anything',
    'D mask-generation 0.97',
    { inputs: { image_embeddings: [1, 256, 64, 64], point_coords: [1, 'n', 2] }, outputs: { masks: [1, 4, 256, 256] } },
  ],
  [
    '21: classifiers',
    'D tabular-classification 0.95',
    { inputs: { X: [null, 4] }, outputs: { label: { type: 'INT64', shape: [null] }, probabilities: [null, 3] }, operators: ['ai.onnx.ml:SVMClassifier'] },
  ],
  ['21: regressors', 'D tabular-regression 0.95', { inputs: { X: [null, 4] }, outputs: { variable: [null, 1] }, operators: ['ai.onnx.ml:LinearRegressor'] }],
  ['22: YOLOv8', 'E object-detection 0.85', { inputs: PHOTO, outputs: { y: [1, 84, 8400] } }],
  ['22: YOLOv8 with labels', 'E object-detection 0.93', { inputs: PHOTO, outputs: { y: [1, 84, 8400] }, metadata: { names: namesOf(80) } }],
  ['22: YOLOv8 turned round is none', null, { inputs: PHOTO, outputs: { y: [1, 8400, 4] } }],
  ['23: YOLOv5', 'E object-detection 0.88', { inputs: PHOTO, outputs: { y: [1, 25200, 85] } }],
  ['23: YOLOX', 'E object-detection 0.75', { inputs: PHOTO, outputs: { y: [1, 8400, 85] } }],
  ['24: complete', 'E object-detection 0.8', { inputs: PHOTO, outputs: { y: [1, 300, 6] } }],
  ['24: complete, YOLOv7', 'E object-detection 0.8', { inputs: PHOTO, outputs: { y: ['n', 7] } }],
  ['25: BlazeFace', 'E object-detection 0.95', { inputs: { x: [1, 128, 128, 3] }, outputs: { a: [1, 896, 16], b: [1, 896, 1] } }],
  ['26: 1000 classes', 'E image-classification 0.85', { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 1000] } }],
  ['26: classes with labels', 'E image-classification 0.9', TO_LABELS, { labels: labelsFile(5) }],
  ['26: any number', 'E image-classification 0.6', TO_LABELS],
  ['27: a vector', 'E image-feature-extraction 0.55', { inputs: { x: [1, 3, 112, 112] }, outputs: { y: [1, 512] } }],
  ['28: a mask', 'E image-to-image 0.5', { inputs: { x: [1, 3, 64, 64] }, outputs: { y: [1, 1, 64, 64] } }],
  ['28: several masks', 'E image-to-image 0.8', { inputs: { x: [1, 3, 64, 64] }, outputs: { a: [1, 1, 64, 64], b: [1, 1, 64, 64], c: [1, 1, 64, 64] } }],
  ['28: classes', 'E image-segmentation 0.75', { inputs: { x: [1, 3, 64, 64] }, outputs: { y: [1, 21, 16, 16] } }],
  ['28: colours', 'E image-to-image 0.75', { inputs: { x: [1, 3, 64, 64] }, outputs: { y: [1, 3, 64, 64] } }],
  ['28: twice as large', 'E image-to-image 0.85', { inputs: { x: [1, 3, 64, 64] }, outputs: { y: [1, 3, 128, 128] } }],
  ['28: whole numbers', 'E image-segmentation 0.8', { inputs: { x: [1, 3, 64, 64] }, outputs: { y: { type: 'INT64', shape: [1, 64, 64] } } }],
  ['29: a line of text', 'E image-to-text 0.85', { inputs: { x: ['n', 3, 32, 320] }, outputs: { y: ['n', 80, 97] } }],
  [
    '30: a detector of text',
    'E object-detection 0.8',
    { inputs: { x: ['p2o.0', 3, 'p2o.1', 'p2o.2'] }, outputs: { 'sigmoid_0.tmp_0': ['p2o.3', 1, null, null] }, operators: ['Sigmoid'] },
  ],
  ['31: samples', 'E audio-classification 0.55', { inputs: { x: [1, 16000] }, outputs: { y: [1, 10] } }],
  ['32: a wake word', 'E wake-word 0.85', { inputs: { x: [1, 16, 96] }, outputs: { y: [1, 1] } }],
  ['33: rows', 'E tabular-classification 0.6', { inputs: { x: ['n', 30] }, outputs: { y: ['n', 2] }, operators: ['Softmax'] }],
  ['34: labels as many as classes', 'F image-classification 0.5', TO_LABELS, { labels: labelsFile(5) }],
  ['34: labels of another number', null, { inputs: { x: ['n', 3] }, outputs: { y: ['n', 3] } }, { labels: labelsFile(9) }],
  ['35: a processor of pictures', 'F image-classification 0.5', TO_LABELS, { preprocessor: { image_processor_type: 'ViTImageProcessor' } }],
  [
    '35: a processor of sound',
    'F audio-classification 0.5',
    { inputs: { input_values: ['b', 'n'] }, outputs: { logits: ['b', 8] } },
    { preprocessor: { feature_extractor_type: 'Wav2Vec2FeatureExtractor' } },
  ],
  ['36: a tokenizer', 'F text-classification 0.4', { inputs: BERT, outputs: { logits: ['b', 2] } }, { tokenizer: TOKENIZER }],
  ['36: generation', 'F text-generation 0.4', ANY, { ...architecture('GPT2LMHeadModel'), generationConfig: {} }],
  ['37: a name', 'F image-classification 0.3', { ...TO_LABELS, file: 'resnet18/model.onnx' }],
];

describe('each rule', () => {
  it.each(RULES)('%s: %s', (rule, expected, sketch, beside) => {
    const clues = allClues(syntheticEvidence(sketch, beside)).map(({ family, task, weight }) => `${family} ${task} ${Math.round(weight * 100) / 100}`);
    if (expected === null) {
      // A rule that does not hold leaves nothing of its family.
      const families = rule.startsWith('1:') ? /^A/ : rule.startsWith('7:') ? /^C/ : rule.startsWith('22:') ? /object-detection/ : /^F/;
      expect(clues.filter((clue) => families.test(clue))).toEqual([]);
    } else expect(clues).toContain(expected);
  });
});
