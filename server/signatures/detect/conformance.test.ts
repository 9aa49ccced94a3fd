import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isAppError } from '../../errors.ts';
import { hasOnnxTestCases, ONNX_TEST_FOLDER } from '../../testing/onnx/onnx-test-cases.ts';
import { bytesSource } from '../byte-source.ts';
import { checkSignature } from '../check-signature.ts';
import type { Graph } from '../schema.ts';
import { walkOnnx } from '../walk-onnx.ts';
import { NO_COMPANIONS } from './companions.ts';
import { detectSignature } from './detect-signature.ts';

async function graphOf(file: string): Promise<Graph | null> {
  try {
    return await walkOnnx(bytesSource(readFileSync(path.join(ONNX_TEST_FOLDER, file))), { name: 'model.onnx' });
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

it.skipIf(!hasOnnxTestCases())('none of the models that only test an engine is taken for a task', async () => {
  const taken: string[] = [];
  const files = globSync('{node,simple,pytorch-operator,pytorch-converted}/*/model.onnx', { cwd: ONNX_TEST_FOLDER });
  for (const file of files) {
    const graph = await graphOf(file);
    if (!graph) continue;
    const signature = detectSignature({ graphs: [graph], companions: NO_COMPANIONS });
    checkSignature(signature);
    if (signature.task !== 'tensor') taken.push(`${file} ${signature.task} ${signature.guess?.confidence}`);
  }
  expect(files.length).toBeGreaterThan(900);
  expect(taken).toEqual([]);
});
