import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTensorValue } from '../../server/signatures/value.ts';
import { sampleTensor } from '../../server/signatures/sample-inputs.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { lookupModel, mixedRowsModel, oneRowModel, statefulModel, totalModel } from '../../server/testing/onnx/batch-models.ts';
import { matMulModel } from '../../server/testing/onnx/tiny-models.ts';
import type { RunRequest, RunResult } from '../runtime/run-request.ts';
import { startRunner, type Runner } from '../runtime/runner-process.ts';
import { detectSandbox, type Sandbox } from '../runtime/sandbox/detect-sandbox.ts';
import { isSameTensor } from './compare-tensors.ts';
import { measureBatching } from './measure-batching.ts';

const runners: Runner[] = [];
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'batching-'));
  sandbox = await detectSandbox();
});
afterAll(async () => {
  for (const runner of runners) runner.kill('unloaded');
  await Promise.all(runners.map((runner) => runner.exited));
  rmSync(folder, { recursive: true, force: true });
});

async function loaded(bytes: Uint8Array): Promise<{ runner: Runner; signature: Signature }> {
  const file = path.join(folder, String(runners.length));
  writeFileSync(file, bytes);
  const files = [{ name: 'model.onnx', path: file, sizeBytes: bytes.byteLength }];
  const root = path.resolve(import.meta.dirname, '../..');
  const common = { root, sandbox, workFolder: path.join(folder, 'work'), memoryLimitBytes: 1_500_000_000 };
  const runner = await startRunner({ ...common, files, threads: 1, onLog: () => undefined });
  runners.push(runner);
  const signature = await runner.inspect({ timeoutMs: 20_000 });
  await runner.load(signature, { timeoutMs: 20_000 });
  return { runner, signature };
}

async function measured(bytes: Uint8Array) {
  const { runner, signature } = await loaded(bytes);
  const lines: string[] = [];
  const times = { loadMs: 1, probeMs: 1, loadTimeoutMs: 20_000 };
  const profile = await measureBatching({ runner, signature, threads: 1, ...times, line: (text) => lines.push(text) });
  return { runner, profile, lines };
}

async function runAll(runner: Runner, requests: RunRequest[], maxBatch: number): Promise<{ results: RunResult[]; calls: number[][] }> {
  const results: RunResult[] = [];
  const calls: number[][] = [];
  const onRunning = (indices: number[]) => calls.push(indices);
  await runner.run(requests, { timeoutMs: 10_000, maxBatch, onRunning, onResult: (index, result) => (results[index] = result) });
  return { results, calls };
}

const tensorsOf = (result: RunResult | undefined) => (result?.outputs ?? []).filter(isTensorValue);

test('a model whose rows are independent is measured at each size and batched where that gains', async () => {
  const { profile, lines, runner } = await measured(matMulModel());
  expect(profile).toMatchObject({ batchable: true, axes: { inputs: { x: 0 }, outputs: { y: 0 } } });
  expect(profile.sizes[0]?.size).toBe(1);
  expect(profile.sizes.every(({ runMs }) => runMs > 0)).toBe(true);
  expect(lines.some((line) => line.startsWith('batch 1:'))).toBe(true);
  expect(runner.batchAxes).toEqual(profile.axes);
});

test('a model that mixes its rows is refused although its batch axis is open', async () => {
  const { profile, runner } = await measured(mixedRowsModel());
  expect(profile).toMatchObject({ batchable: false, chosen: 1, axes: null, reason: 'output y depends on the other rows of a call' });
  expect(runner.batchAxes).toBeNull();
  expect((await measured(totalModel())).profile).toMatchObject({ batchable: false, reason: 'output y does not have one row per row of input' });
});

test('a model with a fixed batch axis is never batched', async () => {
  const { profile } = await measured(oneRowModel());
  expect(profile).toMatchObject({ batchable: false, chosen: 1, reason: 'no input has an open batch axis' });
});

test('a state whose batch axis is the second is stacked there, and a scalar is shared only where it is equal', async () => {
  const { profile, runner } = await measured(statefulModel());
  expect(profile).toMatchObject({ batchable: true, axes: { inputs: { x: 0, state: 1 }, outputs: { y: 0, stateN: 1 } } });
  const request = (seed: number, rate: number): RunRequest => ({
    outputs: null,
    inputs: [
      sampleTensor({ name: 'x', datatype: 'FP32', shape: [1, 3] }, { seed }),
      sampleTensor({ name: 'state', datatype: 'FP32', shape: [2, 1, 3] }, { seed: seed + 50 }),
      { name: 'sr', datatype: 'INT64', shape: [], bytes: new Uint8Array(BigInt64Array.of(BigInt(rate)).buffer) },
    ],
  });
  const requests = [request(1, 8000), request(2, 16_000), request(3, 8000), request(4, 16_000)];
  const together = await runAll(runner, requests, 8);
  expect(together.calls).toEqual([
    [0, 2],
    [1, 3],
  ]);
  const alone = await runAll(runner, requests, 1);
  together.results.forEach((result, i) => tensorsOf(result).forEach((output, o) => expect(isSameTensor(output, tensorsOf(alone.results[i])[o]!)).toBe(true)));
});

test('stacked runs of any mix of rows and outputs give what they give alone', async () => {
  const { runner } = await measured(matMulModel());
  const requests = fc.array(fc.record({ rows: fc.integer({ min: 0, max: 5 }), seed: fc.integer({ min: 1, max: 1e6 }), named: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(requests, fc.integer({ min: 1, max: 16 }), async (specs, maxBatch) => {
      const given = specs.map(({ rows, seed, named }): RunRequest => ({
        outputs: named ? ['y'] : null,
        inputs: [sampleTensor({ name: 'x', datatype: 'FP32', shape: [rows, 4] }, { seed })],
      }));
      const [stacked, single] = [await runAll(runner, given, maxBatch), await runAll(runner, given, 1)];
      expect(stacked.results.length).toBe(given.length);
      stacked.results.forEach((result, i) => {
        expect(result.error).toEqual(single.results[i]?.error);
        expect(isSameTensor(tensorsOf(result)[0]!, tensorsOf(single.results[i])[0]!)).toBe(true);
      });
    }),
    { numRuns: 40 },
  );
});

test('one bad input fails alone: its call is halved until it is by itself', async () => {
  const { profile, runner } = await measured(lookupModel());
  expect(profile.batchable).toBe(true);
  const row = (index: number): RunRequest => ({
    outputs: null,
    inputs: [{ name: 'index', datatype: 'INT64', shape: [1, 8], bytes: new Uint8Array(BigInt64Array.from({ length: 8 }, () => BigInt(index)).buffer) }],
  });
  const { results, calls } = await runAll(runner, [row(0), row(1), row(99), row(2), row(0), row(1), row(2), row(1)], 8);
  expect(results.map(({ error }) => error?.code ?? 'ok')).toEqual(['ok', 'ok', 'INVALID_INPUT', 'ok', 'ok', 'ok', 'ok', 'ok']);
  expect(calls[0]).toHaveLength(8);
  expect(calls.at(-1)).toEqual([4, 5, 6, 7]);
  expect(results[4]?.timings.batchSize).toBe(4);
});
