import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writerBundle } from './writer-bundle.ts';

/** The writer's bundle as its owner would publish it: with another precision, and weights of a kind that nobody asked for. */
export function writerRepository(): Map<string, Buffer> {
  const { folder, files } = writerBundle();
  const all = new Map<string, Buffer>(files.map((name) => [name, readFileSync(path.join(folder, name))]));
  return all.set('onnx/model_q4.onnx', all.get('onnx/model.onnx') as Buffer).set('pytorch_model.bin', Buffer.from('weights'));
}
