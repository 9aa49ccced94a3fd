import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTensorProto } from './read-tensor-proto.ts';
import type { ReadTensor } from './read-tensor-proto.ts';

/** Where Debian's package libonnx-testdata puts ONNX's own test models. */
export const ONNX_TEST_FOLDER = '/usr/share/libonnx-testdata/data';

/** One model of ONNX's own test suite with one set of inputs and the outputs it has to give, by position. */
export interface OnnxTestCase {
  /** "node/test_abs/test_data_set_0". */
  name: string;
  modelFile: string;
  /** null where the value is no tensor that we serve (a sequence, an optional, bfloat16). */
  inputs: (ReadTensor | null)[];
  outputs: (ReadTensor | null)[];
}

/** True if the test models are installed (`apt-get install libonnx-testdata`). */
export function hasOnnxTestCases(): boolean {
  return existsSync(ONNX_TEST_FOLDER);
}

/** Every test case of every model, in order of name; files are read one case at a time. */
export function* onnxTestCases(): Generator<OnnxTestCase, void, void> {
  for (const modelFile of globSync('*/*/model.onnx', { cwd: ONNX_TEST_FOLDER }).sort()) {
    const folder = path.dirname(modelFile);
    const sets = readdirSync(path.join(ONNX_TEST_FOLDER, folder)).filter((name) => name.startsWith('test_data_set_'));
    for (const set of sets.sort()) {
      const name = `${folder}/${set}`;
      yield { name, modelFile: path.join(ONNX_TEST_FOLDER, modelFile), inputs: readTensors(name, 'input'), outputs: readTensors(name, 'output') };
    }
  }
}

function readTensors(set: string, side: 'input' | 'output'): (ReadTensor | null)[] {
  const folder = path.join(ONNX_TEST_FOLDER, set);
  const count = readdirSync(folder).filter((name) => name.startsWith(`${side}_`) && name.endsWith('.pb')).length;
  return Array.from({ length: count }, (_, i) => readTensorProto(readFileSync(path.join(folder, `${side}_${i}.pb`))));
}
