import { describe, it } from 'vitest';
import { expectTask } from '../testing/detection-case.ts';
import type { DetectionCase } from '../testing/detection-case.ts';
import { BERT, id2label, ids, TOKENIZER } from '../testing/synthetic-graph.ts';

const int = (shape: readonly (number | string | null)[]) => ({ type: 'INT64', shape }) as const;

const CASES: DetectionCase[] = [
  {
    what: 'a classifier of texts',
    task: 'text-classification',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { logits: ['batch_size', 2] } },
    beside: { tokenizer: TOKENIZER, config: { architectures: ['DistilBertForSequenceClassification'], id2label: id2label('NEGATIVE', 'POSITIVE') } },
  },
  {
    what: 'a classifier of entailment',
    task: 'zero-shot-classification',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { logits: ['b', 3] } },
    beside: {
      tokenizer: TOKENIZER,
      config: { architectures: ['BartForSequenceClassification'], id2label: id2label('contradiction', 'neutral', 'entailment') },
    },
  },
  {
    what: 'entities',
    task: 'token-classification',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { logits: ['b', 's', 3] } },
    beside: { tokenizer: TOKENIZER, config: { architectures: ['BertForTokenClassification'], id2label: id2label('O', 'B-PER', 'I-PER') } },
  },
  {
    what: 'a gap',
    task: 'fill-mask',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { logits: ['b', 's', 30522] } },
    beside: { tokenizer: TOKENIZER, config: { architectures: ['BertForMaskedLM'], vocab_size: 30522 } },
  },
  {
    what: 'a classifier of entailment that its card calls a classifier of texts',
    task: 'zero-shot-classification',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { logits: ['b', 2] } },
    beside: {
      tokenizer: TOKENIZER,
      config: { architectures: ['DebertaV2ForSequenceClassification'], id2label: id2label('entailment', 'not_entailment') },
      card: { pipeline_tag: 'text-classification' },
    },
  },
  {
    what: 'question answering, by its configuration',
    task: 'question-answering',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { start_logits: ['b', 's'], end_logits: ['b', 's'] } },
    beside: { tokenizer: TOKENIZER, config: { architectures: ['DistilBertForQuestionAnswering'] } },
  },
  {
    what: 'question answering, by its outputs and card',
    task: 'question-answering',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { start_logits: ['b', 's'], end_logits: ['b', 's'] } },
    beside: { tokenizer: TOKENIZER, card: { pipeline_tag: 'question-answering' } },
  },
  { what: 'question answering without a tokenizer', task: 'tensor', sketch: { inputs: BERT, outputs: { start_logits: ['b', 's'], end_logits: ['b', 's'] } } },
  {
    what: 'a sentence transformer',
    task: 'feature-extraction',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { last_hidden_state: ['b', 's', 384] } },
    beside: {
      tokenizer: TOKENIZER,
      modules: ['sentence_transformers.models.Transformer', 'sentence_transformers.models.Pooling'],
      config: { architectures: ['BertModel'] },
    },
  },
  {
    what: 'a sentence transformer that says it compares',
    task: 'sentence-similarity',
    atLeast: 0.9,
    sketch: { inputs: BERT, outputs: { last_hidden_state: ['b', 's', 384] } },
    beside: {
      tokenizer: TOKENIZER,
      modules: ['sentence_transformers.models.Transformer', 'sentence_transformers.models.Pooling'],
      card: { pipeline_tag: 'sentence-similarity', library_name: 'sentence-transformers' },
    },
  },
  {
    what: 'GPT-2',
    task: 'tensor',
    sketch: { inputs: { input_ids: ids, 'past_key_values.0.key': ['b', 12, 'p', 64] }, outputs: { logits: ['b', 's', 50257] } },
    beside: { tokenizer: TOKENIZER, config: { architectures: ['GPT2LMHeadModel'] } },
  },
  {
    what: 'silero',
    task: 'voice-activity-detection',
    atLeast: 0.95,
    sketch: { inputs: { input: [null, null], state: [2, null, 128], sr: int([]) }, outputs: { output: [null, 1], stateN: [null, null, null] } },
  },
  {
    what: 'silero 4',
    task: 'voice-activity-detection',
    atLeast: 0.95,
    sketch: {
      inputs: { input: ['batch', 'sequence'], sr: int([]), h: [2, 'batch', 64], c: [2, 'batch', 64] },
      outputs: { output: ['batch', 1], hn: [2, 'batch', 64], cn: [2, 'batch', 64] },
    },
  },
  {
    what: 'sounds by wav2vec2',
    task: 'audio-classification',
    atLeast: 0.9,
    sketch: { inputs: { input_values: ['b', 'n'] }, outputs: { logits: ['b', 7] } },
    beside: { preprocessor: { feature_extractor_type: 'Wav2Vec2FeatureExtractor', sampling_rate: 16000, do_normalize: true } },
  },
  {
    what: 'sounds by AST',
    task: 'audio-classification',
    atLeast: 0.95,
    sketch: { inputs: { input_values: ['b', 1024, 128] }, outputs: { logits: ['b', 527] } },
    beside: { config: { architectures: ['ASTForAudioClassification'] } },
  },
  { what: 'letters of speech', task: 'tensor', sketch: { inputs: { input_values: ['b', 'n'] }, outputs: { logits: ['b', 't', 32] } } },
  { what: 'the encoder of Whisper', task: 'tensor', sketch: { inputs: { input_features: ['b', 80, 3000] }, outputs: { last_hidden_state: ['b', 1500, 384] } } },
  { what: 'samples of a recording', task: 'tensor', atMost: 0.6, sketch: { inputs: { x: [1, 16000] }, outputs: { y: [1, 35] } } },
  { what: 'a wake word', task: 'tensor', sketch: { inputs: { x: [1, 16, 96] }, outputs: { y: [1, 1] } } },
  {
    what: 'scikit-learn',
    task: 'tabular-classification',
    atLeast: 0.95,
    sketch: {
      producer: 'skl2onnx',
      inputs: { float_input: [null, 4] },
      outputs: { label: int([null]), probabilities: [null, 3] },
      operators: ['ai.onnx.ml:TreeEnsembleClassifier'],
    },
  },
  {
    what: 'scikit-learn with its maps',
    task: 'tabular-classification',
    atLeast: 0.95,
    sketch: {
      producer: 'skl2onnx',
      inputs: { X: [null, 4] },
      outputs: { output_label: int([null]) },
      skipped: { output_probability: 'seq(map(int64,float))' },
      operators: ['ai.onnx.ml:LinearClassifier', 'ai.onnx.ml:ZipMap'],
    },
  },
  {
    what: 'columns of their own',
    task: 'tabular-classification',
    atLeast: 0.95,
    sketch: {
      producer: 'skl2onnx',
      inputs: { age: [null, 1], sex: { type: 'BYTES', shape: [null, 1] }, children: int([null, 1]) },
      outputs: { label: { type: 'BYTES', shape: [null] }, probabilities: [null, 2] },
      operators: ['ai.onnx.ml:LinearClassifier', 'ai.onnx.ml:OneHotEncoder'],
    },
  },
  {
    what: 'a regression',
    task: 'tabular-regression',
    atLeast: 0.95,
    sketch: { producer: 'skl2onnx', inputs: { X: [null, 8] }, outputs: { variable: [null, 1] }, operators: ['ai.onnx.ml:TreeEnsembleRegressor'] },
  },
  {
    what: 'a network of rows with Softmax',
    task: 'tabular-classification',
    atLeast: 0.6,
    sketch: { inputs: { x: ['n', 13] }, outputs: { y: ['n', 3] }, operators: ['Gemm', 'Relu', 'Softmax'] },
  },
  {
    what: 'a network of rows with one number',
    task: 'tabular-regression',
    atMost: 0.6,
    sketch: { inputs: { x: ['n', 13] }, outputs: { y: ['n', 1] }, operators: ['Gemm', 'Relu'] },
  },
  {
    what: 'rows to three numbers',
    task: 'tensor',
    atMost: 0.59,
    sketch: { inputs: { x: ['batch', 4] }, outputs: { y: ['batch', 3] }, operators: ['MatMul', 'Relu'] },
  },
  { what: 'two inputs of anything', task: 'tensor', atMost: 0, sketch: { inputs: { x: ['n', 2], y: ['n', 2] }, outputs: { sum: ['n', 2] } } },
  {
    what: 'an unknown rank',
    task: 'tensor',
    atMost: 0,
    sketch: { inputs: { x: { type: 'FP32', shape: null } }, outputs: { y: { type: 'FP32', shape: null } } },
  },
  { what: 'no input', task: 'tensor', atMost: 0, sketch: { inputs: {}, outputs: { y: [3] } } },
  {
    what: 'Segment Anything',
    task: 'tensor',
    sketch: { inputs: { image_embeddings: [1, 256, 64, 64], point_coords: [1, 'n', 2], point_labels: [1, 'n'] }, outputs: { masks: [1, 'n', 'h', 'w'] } },
  },
];

describe('the task of a model of texts, sounds or rows', () => {
  it.each(CASES)('$what: $task', expectTask);
});
