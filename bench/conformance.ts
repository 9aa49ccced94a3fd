import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAppError } from '../server/errors.ts';
import { isTensorValue, type TensorValue } from '../server/signatures/value.ts';
import { encodeTensorJson } from '../server/signatures/tensor-json.ts';
import { hasOnnxTestCases, onnxTestCases, type OnnxTestCase } from '../server/testing/onnx/onnx-test-cases.ts';
import type { RunResult } from '../worker/runtime/run-request.ts';
import { startRunner } from '../worker/runtime/runner-process.ts';
import { detectSandbox } from '../worker/runtime/sandbox/detect-sandbox.ts';

/**
 * `npm run test:conformance`: ONNX's own test models (Debian's libonnx-testdata), each read, loaded and run in a runner of
 * ours, in its sandbox, and compared with the outputs the suite holds. Takes a few minutes.
 */
const ROOT = path.resolve(import.meta.dirname, '..');
const AT_ONCE = 2;
// Outputs that are random by design, and cases where onnxruntime itself differs from the reference.
const DIFFERENT =
  /bernoulli|dropout|random|multinomial|STRING|maxunpool_export_with_output_shape|resize_downsample_scales_(cubic|linear)_align|cast_FLOAT_to_STRING/;

type Outcome = 'passed' | 'refused' | 'not compared' | 'different' | 'failed';

if (!hasOnnxTestCases()) {
  console.error("ONNX's test models are not installed. On Debian: apt-get install libonnx-testdata");
  process.exit(1);
}

const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
const sandbox = await detectSandbox();
const counts = new Map<Outcome, number>();
const failures: string[] = [];
const cases = onnxTestCases();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const testCase of cases) {
      const { outcome, why } = await tryCase(testCase);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (outcome === 'failed') failures.push(`${testCase.name}: ${why}`);
    }
  }),
);
rmSync(folder, { recursive: true, force: true });

for (const failure of failures) console.error(failure);
for (const [outcome, count] of [...counts].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(5)} ${outcome}`);
console.log(`\n${counts.get('passed') ?? 0} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);

async function tryCase(testCase: OnnxTestCase): Promise<{ outcome: Outcome; why: string }> {
  const sizeBytes = statSync(testCase.modelFile).size;
  const runner = await startRunner({
    root: ROOT,
    sandbox,
    files: [{ name: 'model.onnx', path: testCase.modelFile, sizeBytes }],
    workFolder: folder,
    memoryLimitBytes: 2e9,
    threads: 1,
    onLog: () => undefined,
  });
  try {
    const signature = await runner.inspect({ timeoutMs: 20_000 });
    await runner.load(signature, { timeoutMs: 20_000 });
    if (testCase.inputs.includes(null)) return { outcome: 'not compared', why: 'an input that is no tensor' };
    const inputs = testCase.inputs.map((input, index): TensorValue => ({
      ...(input as TensorValue),
      name: input?.name || (signature.inputs[index]?.name ?? ''),
    }));
    let answer: RunResult | null = null;
    await runner.run([{ inputs, outputs: null }], { timeoutMs: 20_000, onResult: (_, result) => (answer = result) });
    return compare(testCase, answer as RunResult | null);
  } catch (error) {
    // A model we refuse, with a reason, is refused; anything else is a failure.
    if (isAppError(error) && (error.code === 'UNSUPPORTED_MODEL' || error.code === 'INVALID_MODEL')) return { outcome: 'refused', why: error.message };
    return { outcome: 'failed', why: error instanceof Error ? error.message : String(error) };
  } finally {
    runner.kill('unloaded');
    await runner.exited;
  }
}

function compare(testCase: OnnxTestCase, answer: RunResult | null): { outcome: Outcome; why: string } {
  if (!answer || answer.error) return { outcome: 'failed', why: `${answer?.error?.message} ${answer?.error?.cause ?? ''}` };
  const wanted = testCase.outputs.filter((output) => output !== null);
  const outputs = (answer.outputs ?? []).filter(isTensorValue);
  const equal = wanted.every((output, index) => {
    const found = outputs.find((item) => item.name === output.name) ?? outputs[index];
    return found !== undefined && isClose(output, found);
  });
  if (equal) return { outcome: 'passed', why: '' };
  return { outcome: DIFFERENT.test(testCase.name) ? 'different' : 'failed', why: 'other outputs than the suite holds' };
}

function isClose(wanted: TensorValue, found: TensorValue): boolean {
  if (String(found.shape) !== String(wanted.shape)) return false;
  const tolerance = wanted.datatype === 'FP16' ? 1e-2 : 1e-3;
  const values = encodeTensorJson(wanted.datatype, wanted.bytes);
  return encodeTensorJson(found.datatype, found.bytes).every((value, index) => {
    const want = values[index];
    return value === want || Object.is(Number(value), Number(want)) || Math.abs(Number(value) - Number(want)) <= tolerance * (1 + Math.abs(Number(want)));
  });
}
