import { describe, expect, it } from 'vitest';
import { checkSignature } from '../check-signature.ts';
import type { Companions } from '../detect/companions.ts';
import { COCO_80, COCO_91 } from '../detect/coco-labels.ts';
import type { Signature } from '../schema.ts';
import type { Step } from '../step.ts';
import { TASKS } from '../task.ts';
import type { Task } from '../task.ts';
import { BERT, id2label, ids, labelsFile, syntheticEvidence, TOKENIZER, ULTRALYTICS } from '../testing/synthetic-graph.ts';
import type { Sketch } from '../testing/synthetic-graph.ts';
import { presetFor } from './preset-for.ts';
import { isUnfit } from './preset.ts';

const PHOTO: Sketch = { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 1000] } };
const PIXELS = { pixel_values: ['b', 'c', 'h', 'w'] };

function preset(task: Task, sketch: Sketch, beside: Partial<Companions> = {}): Signature {
  const signature = presetFor(task, syntheticEvidence(sketch, beside));
  if (isUnfit(signature)) throw new Error(signature.because);
  checkSignature(signature);
  return signature;
}

function because(task: Task, sketch: Sketch, beside: Partial<Companions> = {}): string {
  const answer = presetFor(task, syntheticEvidence(sketch, beside));
  return isUnfit(answer) ? answer.because : 'fits';
}

const chain = (signature: Signature, name: string): Step[] => [...signature.outputs, ...signature.inputs].find((field) => field.name === name)?.steps ?? [];
const kinds = (signature: Signature, name: string) => chain(signature, name).map(({ kind }) => kind);
const last = (signature: Signature, name: string) => chain(signature, name).at(-1);

describe('a task that a person chose', () => {
  it('gives its fields and says that it was chosen', () => {
    const signature = preset('image-feature-extraction', PHOTO);
    expect(signature.guess).toMatchObject({ task: 'image-feature-extraction', chosen: true, confidence: 0, alternatives: [{ task: 'image-classification' }] });
    expect(kinds(signature, 'embedding')).toEqual(['to-vectors']);
  });

  it('can be plain tensors again', () => {
    expect(presetFor('tensor', syntheticEvidence(PHOTO))).toMatchObject({
      task: 'tensor',
      inputs: [{ name: 'x', encoding: 'tensor', steps: [] }],
      guess: { chosen: true },
    });
  });

  it('is refused with a sentence by every task of another kind', () => {
    const table: Sketch = {
      inputs: { X: [null, 4] },
      outputs: { label: { type: 'INT64', shape: [null] } },
      producer: 'skl2onnx',
      operators: ['ai.onnx.ml:SVMClassifier'],
    };
    for (const task of TASKS.filter((name) => !name.startsWith('tabular') && name !== 'tensor')) expect(because(task, table), task).toMatch(/^[A-Z`].*\.$/);
    expect(because('tabular-classification', PHOTO)).toBe('It takes no rows of a table.');
    expect(because('tabular-regression', table)).toBe('None of the outputs is one number for each row.');
    expect(because('image-classification', { ...PHOTO, inputs: { ...PHOTO.inputs, temperature: [1] } })).toBe(
      'The model also takes `temperature`, which this task has nothing for.',
    );
    expect(because('text-classification', { inputs: BERT, outputs: { logits: ['b', 2] } })).toMatch(/^There is no `tokenizer.json`/);
    expect(
      because(
        'text-classification',
        { inputs: { ...BERT, input_ids: { type: 'INT32', shape: ['b', 's'] } }, outputs: { logits: ['b', 2] } },
        { tokenizer: TOKENIZER },
      ),
    ).toBe('`input_ids` is INT32; texts are fed as INT64.');
  });
});

describe('labels and scores', () => {
  it('are softmax of logits, and probabilities as they are', () => {
    expect(kinds(preset('image-classification', PHOTO), 'labels')).toEqual(['activation', 'top-k']);
    expect(kinds(preset('image-classification', { ...PHOTO, outputs: { prob: [1, 1000] } }), 'labels')).toEqual(['top-k']);
    expect(kinds(preset('image-classification', { ...PHOTO, operators: ['Conv', 'Softmax'] }), 'labels')).toEqual(['top-k']);
  });

  it('follow problem_type', () => {
    const text: Sketch = { inputs: BERT, outputs: { logits: ['b', 3] } };
    const function_ = (config: object, sketch = text) =>
      chain(preset('text-classification', sketch, { tokenizer: TOKENIZER, config: { ...config } }), 'labels')[0];
    expect(function_({})).toMatchObject({ function: 'softmax' });
    expect(function_({ problem_type: 'multi_label_classification' })).toMatchObject({ function: 'sigmoid' });
    expect(function_({ problem_type: 'regression' })).toMatchObject({ function: 'none' });
    expect(function_({}, { inputs: BERT, outputs: { logits: ['b', 1] } })).toMatchObject({ function: 'sigmoid' });
  });

  it('have the background where the family has it', () => {
    const labels = (background: Sketch, beside: Partial<Companions>, task: Task = 'image-classification') => {
      const step = last(preset(task, background, beside), task === 'image-classification' ? 'labels' : 'objects');
      return step && 'labels' in step
        ? step.labels
        : chain(preset(task, background, beside), 'objects').flatMap((other) => ('labels' in other ? other.labels : []));
    };
    expect(labels({ ...PHOTO, outputs: { y: [1, 4] } }, { labels: labelsFile(3) })).toEqual(['background', 'class 0', 'class 1', 'class 2']);
    const detr: Sketch = { inputs: PIXELS, outputs: { logits: ['b', 100, 3], pred_boxes: ['b', 100, 4] } };
    expect(labels(detr, { config: { id2label: id2label('cat', 'dog') } }, 'object-detection')).toEqual(['cat', 'dog', 'background']);
  });

  it('are left out and told when they are too many', () => {
    const { guess } = preset('image-classification', PHOTO, { labels: labelsFile(7) });
    expect(guess?.assumptions.join(' ')).toContain('`labels.txt` has 7 labels for 1000 classes: they were left out, classes are LABEL_0, LABEL_1 and so on.');
  });

  it("are COCO's for a detector of 80 classes without any, and for 91 slots", () => {
    const of = (count: number) =>
      chain(preset('object-detection', { inputs: { images: [1, 3, 640, 640] }, outputs: { y: [1, 4 + count, 8400] } }), 'objects')[0];
    expect(of(80)).toMatchObject({ labels: COCO_80 });
    expect(of(91)).toMatchObject({ labels: COCO_91 });
    expect([COCO_80.length, COCO_91.length, COCO_91[12], COCO_91[13], COCO_91[90]]).toEqual([80, 91, 'unused', 'stop sign', 'toothbrush']);
  });
});

describe('detectors', () => {
  it('of DETR decode by softmax with a class for nothing, of RT-DETR by sigmoid without', () => {
    const sketch = (classes: number): Sketch => ({ inputs: PIXELS, outputs: { logits: ['b', 100, classes], pred_boxes: ['b', 100, 4] } });
    const family = (classes: number, config: object) => chain(preset('object-detection', sketch(classes), { config: { ...config } }), 'objects')[0];
    expect(family(92, { model_type: 'detr' })).toMatchObject({ family: 'detr', tensors: { scores: 'logits', boxes: 'pred_boxes' } });
    expect(family(80, { model_type: 'rt_detr_v2' })).toMatchObject({ family: 'rt-detr' });
    expect(family(3, { id2label: id2label('a', 'b', 'c') })).toMatchObject({ family: 'rt-detr' });
    expect(family(4, { id2label: id2label('a', 'b', 'c') })).toMatchObject({ family: 'detr' });
  });

  it('that ask for sizes or a mask of the picture get them', () => {
    const own = preset('object-detection', {
      inputs: { images: ['N', 3, 640, 640], orig_target_sizes: { type: 'INT64', shape: ['N', 2] } },
      outputs: { labels: { type: 'INT64', shape: ['N', 300] }, boxes: ['N', 300, 4], scores: ['N', 300] },
    });
    expect(own.constants).toEqual([{ graph: 'model', name: 'orig_target_sizes', datatype: 'INT64', shape: [1, 2], data: [640, 640] }]);
    const masked = preset('object-detection', {
      inputs: { ...PIXELS, pixel_mask: { type: 'INT64', shape: ['b', 'h', 'w'] } },
      outputs: { logits: ['b', 9, 5], pred_boxes: ['b', 9, 4] },
    });
    expect(masked.constants?.[0]).toMatchObject({ name: 'pixel_mask', shape: [1, 64, 64] });
  });

  it('of YOLO letterbox to the size of the graph, or of their metadata', () => {
    const of = (sides: (number | string)[]) =>
      chain(
        preset('object-detection', {
          inputs: { images: [1, 3, ...sides] },
          outputs: { output0: [1, 84, 'a'] },
          metadata: { ...ULTRALYTICS, imgsz: '[480, 800]', names: '{}' },
        }),
        'image',
      );
    expect(of(['h', 'w'])[1]).toMatchObject({ kind: 'letterbox', width: 800, height: 480, color: [114, 114, 114] });
    expect(of([640, 512])[1]).toMatchObject({ kind: 'letterbox', width: 512, height: 640 });
  });

  it('that are suppressed already carry their masks with them', () => {
    const sketch: Sketch = { inputs: { images: [1, 3, 640, 640] }, outputs: { output0: [1, 300, 38], output1: [1, 32, 160, 160] } };
    expect(chain(preset('image-segmentation', sketch), 'masks')).toMatchObject([
      { kind: 'decode-boxes', family: 'end-to-end', tensors: { output: 'output0' } },
      { kind: 'prototype-masks', prototypes: 'output1' },
    ]);
  });

  it('of TensorFlow have labels from their first class on', () => {
    const sketch: Sketch = {
      inputs: { x: { type: 'UINT8', shape: [1, null, null, 3] } },
      outputs: { detection_boxes: [1, 9, 4], detection_scores: [1, 9], detection_classes: [1, 9] },
    };
    const signature = preset('object-detection', sketch, { labels: { file: 'label_map.pbtxt', labels: ['background', 'cat', 'dog'] } });
    expect(chain(signature, 'objects')[0]).toMatchObject({ family: 'tf-od', labels: ['cat', 'dog'] });
  });

  it('with masks have as many labels as classes, so that coefficients are not taken for scores', () => {
    const signature = preset('image-segmentation', { inputs: { images: [1, 3, 640, 640] }, outputs: { output0: [1, 39, 8400], output1: [1, 32, 160, 160] } });
    expect(chain(signature, 'masks')).toMatchObject([
      { kind: 'decode-boxes', labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'] },
      { kind: 'nms' },
      { kind: 'prototype-masks', prototypes: 'output1' },
    ]);
  });

  it('of bytes get bytes', () => {
    const signature = preset('object-detection', {
      inputs: { image: { type: 'UINT8', shape: [1, null, null, 3] } },
      outputs: { detection_boxes: [1, 9, 4], detection_scores: [1, 9], detection_classes: [1, 9], num_detections: [1] },
    });
    expect(chain(signature, 'image')).toMatchObject([{ kind: 'decode-image' }, { kind: 'to-tensor', layout: 'nhwc', datatype: 'UINT8' }]);
  });

  it('of YOLOX see blue first, unscaled, from the corner', () => {
    expect(chain(preset('object-detection', { inputs: { images: [1, 3, 416, 416] }, outputs: { output: [1, 3549, 85] } }), 'image')).toMatchObject([
      { kind: 'decode-image' },
      { kind: 'channels', order: 'bgr' },
      { kind: 'letterbox', center: false },
      { kind: 'rescale', factor: 1 },
      { kind: 'to-tensor' },
    ]);
  });
});

describe('pictures of pictures', () => {
  it('are cut out by a mask that is spread', () => {
    const signature = preset('image-to-image', { file: 'u2net.onnx', inputs: { x: [1, 3, 320, 320] }, outputs: { a: [1, 1, 320, 320], b: [1, 1, 320, 320] } });
    expect(kinds(signature, 'mask')).toEqual(['min-max', 'mask-image']);
    expect(signature.outputs.map(({ name, tensors }) => [name, tensors.length])).toEqual([
      ['image', 1],
      ['mask', 1],
    ]);
    expect(signature.inputs[0]?.steps.map(({ kind }) => kind)).toEqual(['decode-image', 'resize', 'rescale-by-max', 'normalise', 'to-tensor']);
  });

  it('of an enlarger of any size start from the picture as it is', () => {
    const signature = preset('image-to-image', { inputs: { x: ['n', 3, 'h', 'w'] }, outputs: { y: ['n', 3, 'h*2', 'w*2'] } });
    expect(signature.inputs[0]?.steps.map(({ kind }) => kind)).toEqual(['decode-image', 'rescale', 'to-tensor']);
    expect(signature.outputs[0]).toMatchObject({ description: 'The picture, 2 times as large.', steps: [{ kind: 'to-image', range: '0..1', order: 'rgb' }] });
  });

  it('of depth are inverse, or metres when the model says so', () => {
    const sketch: Sketch = { inputs: PIXELS, outputs: { predicted_depth: ['b', 'h', 'w'] } };
    expect(last(preset('depth-estimation', sketch), 'depth')).toMatchObject({ meaning: 'inverse' });
    expect(last(preset('depth-estimation', sketch, { config: { depth_estimation_type: 'metric' } }), 'depth')).toMatchObject({ meaning: 'metres' });
    expect(preset('depth-estimation', sketch).outputs[1]).toMatchObject({ name: 'predicted_depth', encoding: 'tensor', steps: [] });
  });
});

describe('drawings', () => {
  it('are inverted for models of digits, and not for other grey pictures', () => {
    const of = (side: number) => preset('image-classification', { inputs: { x: [1, 1, side, side] }, outputs: { y: [1, 10] } });
    expect(kinds(of(28), 'image')).toEqual(['decode-image', 'channels', 'invert', 'resize', 'rescale', 'to-tensor']);
    expect(kinds(of(512), 'image')).not.toContain('invert');
  });
});

describe('texts', () => {
  const sketch: Sketch = { inputs: BERT, outputs: { logits: ['b', 2] } };
  const length = (beside: Partial<Companions>, from = sketch) => {
    const step = chain(preset('text-classification', from, { tokenizer: TOKENIZER, ...beside }), 'text')[0];
    return step?.kind === 'tokenise' ? [step.maxLength, step.length] : null;
  };

  it('are cut at the shortest limit that is known', () => {
    expect(length({})).toEqual([512, undefined]);
    expect(
      length({ tokenizerConfig: { file: 'tokenizer_config.json', content: { model_max_length: 1e30 } }, config: { max_position_embeddings: 1024 } }),
    ).toEqual([1024, undefined]);
    expect(length({ config: { max_position_embeddings: 514, model_type: 'xlm-roberta' } })).toEqual([512, undefined]);
    expect(length({ tokenizer: { file: 'tokenizer.json', maxLength: 128 }, sentenceBert: { max_seq_length: 256 } })).toEqual([128, undefined]);
    expect(length({}, { inputs: { input_ids: { type: 'INT64', shape: ['b', 64] } }, outputs: { logits: ['b', 2] } })).toEqual([64, 64]);
  });

  it('become vectors as modules.json and 1_Pooling say', () => {
    const tokens: Sketch = { inputs: BERT, outputs: { last_hidden_state: ['b', 's', 384] } };
    const of = (beside: Partial<Companions>) => chain(preset('feature-extraction', tokens, { tokenizer: TOKENIZER, ...beside }), 'embedding');
    expect(of({})).toEqual([{ kind: 'pool', mode: 'mean' }, { kind: 'l2-normalise' }, { kind: 'to-vectors' }]);
    const modules = ['sentence_transformers.models.Transformer', 'sentence_transformers.models.Pooling'];
    expect(of({ modules, pooling: { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false } })).toEqual([
      { kind: 'pool', mode: 'cls' },
      { kind: 'to-vectors' },
    ]);
    expect(of({ modules: [...modules, 'sentence_transformers.models.Normalize'] })[1]).toEqual({ kind: 'l2-normalise' });
  });

  it('are compared by a first row that another field sends', () => {
    const signature = preset(
      'sentence-similarity',
      { inputs: { input_ids: ids }, outputs: { sentence_embedding: ['b', 384] } },
      { tokenizer: TOKENIZER, sentenceTransformers: { prompts: { query: 'query: ' }, default_prompt_name: 'query' } },
    );
    expect(chain(signature, 'sentences')).toMatchObject([{ kind: 'tokenise', before: { field: 'source_sentence' }, prefix: 'query: ' }]);
    expect(kinds(signature, 'similarities')).toEqual(['similarity']);
  });

  it('with gaps say how a gap is written', () => {
    const signature = preset(
      'fill-mask',
      { inputs: BERT, outputs: { logits: ['b', 's', 30522] } },
      { tokenizer: TOKENIZER, specialTokens: { mask_token: { content: '[MASK]' } } },
    );
    expect(signature.inputs[0]?.description).toBe('A sentence with `[MASK]` in place of a word.');
  });
});

describe('sounds and rows', () => {
  it('of wav2vec2, of samples of one length, of AST and of Whisper are prepared their own way, other spectrograms are refused', () => {
    const of = (name: string, shape: (number | string)[], preprocessor: object | null) =>
      kinds(
        preset('audio-classification', { inputs: { [name]: shape }, outputs: { logits: ['b', 5] } }, { preprocessor: preprocessor && { ...preprocessor } }),
        'audio',
      ).slice(3);
    const odd: Sketch = { inputs: { input_features: ['b', 64, 500] }, outputs: { logits: ['b', 5] } };
    expect(because('audio-classification', odd)).toMatch(/takes a spectrogram of a kind that no Step makes\.$/);
    expect(of('input_values', ['b', 1024, 128], null)).toEqual(['log-mel']);
    expect(of('input_features', ['b', 80, 3000], { feature_extractor_type: 'WhisperFeatureExtractor' })).toEqual(['log-mel']);
    expect(of('input_values', ['b', 'n'], { do_normalize: true, sampling_rate: 16000 })).toEqual(['zero-mean-unit-variance', 'samples-to-tensor']);
    expect(of('x', [1, 16000], null)).toEqual(['pad-or-trim', 'samples-to-tensor']);
  });

  it('of silero carry what the model remembers', () => {
    const four = preset('voice-activity-detection', {
      inputs: { input: ['b', 's'], sr: { type: 'INT64', shape: [] }, h: [2, 'b', 64], c: [2, 'b', 64] },
      outputs: { output: ['b', 1], hn: [2, 'b', 64], cn: [2, 'b', 64] },
    });
    expect(four.loop).toEqual({
      over: 'input',
      carry: [
        ['hn', 'h'],
        ['cn', 'c'],
      ].map(([from, to]) => ({ from, to, datatype: 'FP32', shape: [2, 1, 64] })),
    });
    expect(chain(four, 'audio').at(-1)).toMatchObject({ kind: 'frame', size: 512, context: 0 });
  });

  it('have columns named by metadata, by config.json, by inputs, or by number', () => {
    const names = (sketch: Partial<Sketch>, beside: Partial<Companions> = {}) => {
      const [field] = preset(
        'tabular-regression',
        { inputs: { X: [null, 2] }, outputs: { variable: [null, 1] }, producer: 'skl2onnx', ...sketch },
        beside,
      ).inputs;
      return field?.encoding === 'row' ? field.columns.map(({ name, type }) => `${name}: ${type}`) : [];
    };
    expect(names({})).toEqual(['feature_1: number', 'feature_2: number']);
    expect(names({ metadata: { feature_names: "['age', 'height']" } })).toEqual(['age: number', 'height: number']);
    expect(names({ metadata: { columns: 'age, height' } })).toEqual(['age: number', 'height: number']);
    expect(names({}, { config: { sklearn: { columns: ['a', 'b'] } } })).toEqual(['a: number', 'b: number']);
    expect(names({ inputs: { age: { type: 'INT64', shape: [null, 1] }, town: { type: 'BYTES', shape: [null, 1] } } })).toEqual(['age: integer', 'town: text']);
  });

  it('of classes by number take the names that are known', () => {
    const sketch: Sketch = {
      producer: 'skl2onnx',
      inputs: { X: [null, 4] },
      outputs: { label: { type: 'INT64', shape: [null] }, probabilities: [null, 3] },
      operators: ['ai.onnx.ml:LinearClassifier'],
    };
    const step = (metadata: Record<string, string>) => last(preset('tabular-classification', { ...sketch, metadata }), 'rows');
    expect(preset('tabular-classification', sketch).outputs[0]?.steps).toEqual([
      { kind: 'class-rows', label: 'label', probabilities: 'probabilities', labels: [] },
    ]);
    expect(step({ classes: "['setosa', 'versicolor', 'virginica']" })).toMatchObject({
      kind: 'class-rows',
      label: null,
      probabilities: 'probabilities',
      labels: ['setosa', 'versicolor', 'virginica'],
    });
  });
});

it('a classifier of 1000 classes without any list has the names of ImageNet, and says so', () => {
  const signature = preset('image-classification', { inputs: { x: [1, 3, 224, 224] }, outputs: { y: [1, 1000] } });
  const topK = chain(signature, 'labels').at(-1) as { labels: string[] };
  expect([topK.labels[0], topK.labels[207], topK.labels[999]]).toEqual(['tench', 'golden retriever', 'toilet tissue']);
});
