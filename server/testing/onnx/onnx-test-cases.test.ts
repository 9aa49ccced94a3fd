import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { DATATYPES } from '../../signatures/datatype.ts';
import { encodeTensorJson } from '../../signatures/tensor-json.ts';
import { hasOnnxTestCases, onnxTestCases } from './onnx-test-cases.ts';
import type { OnnxTestCase } from './onnx-test-cases.ts';
import type { ReadTensor } from './read-tensor-proto.ts';

const EVERY = 6;
// Random outputs, and three where onnxruntime differs from the reference.
const NOT_COMPARED = /bernoulli|dropout|STRING|maxunpool_export_with_output_shape|resize_downsample_scales_(cubic|linear)_align/;

const ARRAYS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
};

function feed({ datatype, shape, bytes }: ReadTensor): Tensor {
  const data = datatype === 'BYTES' ? encodeTensorJson(datatype, bytes) : new ARRAYS[datatype](bytes.slice().buffer);
  const made = new Tensor(DATATYPES[datatype].ort as 'float32', data as unknown as Float32Array, shape);
  if (datatype === 'FP16') Object.assign(made, { cpuData: data });
  return made;
}

/** True if the engine gives what the case says; null if it cannot load the model. */
async function passes({ modelFile, inputs, outputs }: OnnxTestCase): Promise<boolean | null> {
  const session = await InferenceSession.create(modelFile, { logSeverityLevel: 4 }).catch(() => null);
  if (session === null) return null;
  const feeds = inputs.flatMap((input, i) => (input ? [[input.name || (session.inputNames[i] ?? ''), feed(input)] as const] : []));
  const found = await session.run(Object.fromEntries(feeds));
  const matches = outputs.map((output, i) => output === null || equal(output, found[session.outputNames[i] ?? '']));
  await session.release();
  return matches.every(Boolean);
}

function equal(wanted: ReadTensor, found: Tensor | undefined): boolean {
  if (found === undefined || String(found.dims) !== String(wanted.shape)) return false;
  const tolerance = wanted.datatype === 'FP16' ? 1e-2 : 1e-3;
  const values = encodeTensorJson(wanted.datatype, wanted.bytes);
  return Array.from(found.data as ArrayLike<unknown>).every((value, i) => {
    const [got, want] = [Number(value), Number(values[i])];
    return value === values[i] || Object.is(got, want) || Math.abs(got - want) <= tolerance * (1 + Math.abs(want));
  });
}

describe.skipIf(!hasOnnxTestCases())("ONNX's own test cases", () => {
  it('are read whole: the engine gives the outputs they hold for the inputs they hold', async () => {
    const failed: string[] = [];
    let passed = 0;
    let index = 0;
    for (const testCase of onnxTestCases()) {
      index += 1;
      if (index % EVERY !== 0 || NOT_COMPARED.test(testCase.name) || [...testCase.inputs, ...testCase.outputs].includes(null)) continue;
      const result = await passes(testCase);
      if (result === true) passed += 1;
      if (result === false) failed.push(testCase.name);
    }
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(120);
  }, 60_000);
});
