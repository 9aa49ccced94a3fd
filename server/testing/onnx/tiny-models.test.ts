import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATATYPES, DATATYPE_NAMES } from '../../signatures/datatype.ts';
import type { Datatype } from '../../signatures/datatype.ts';
import * as bad from './bad-models.ts';
import * as hard from './hard-models.ts';
import * as tiny from './tiny-models.ts';

const VALUES: Record<Datatype, Tensor.DataTypeMap[Tensor.Type] | unknown[]> = {
  BOOL: Uint8Array.of(1, 0),
  UINT8: Uint8Array.of(0, 255),
  UINT16: Uint16Array.of(0, 65535),
  UINT32: Uint32Array.of(0, 4294967295),
  UINT64: BigUint64Array.of(0n, 2n ** 64n - 1n),
  INT8: Int8Array.of(-128, 127),
  INT16: Int16Array.of(-32768, 32767),
  INT32: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  INT64: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n),
  FP16: Uint16Array.of(0x3c00, 0xfc00),
  FP32: Float32Array.of(-1.5, Infinity),
  FP64: Float64Array.of(Math.PI, -0),
  BYTES: ['', 'grüße 🚢'],
};

function feed(type: Datatype, data: unknown, dims: number[]): Tensor {
  const made = new Tensor(DATATYPES[type].ort as 'float32', data as Float32Array, dims);
  // onnxruntime-node 1.30 does not know Float16Array, which its own Tensor makes on Node 24.
  if (type === 'FP16') Object.assign(made, { cpuData: data });
  return made;
}

async function run(bytes: Uint8Array, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

describe('tiny models in the real engine', () => {
  it.each(DATATYPE_NAMES)('gives back what it got in %s', async (type) => {
    const { y } = await run(tiny.identityModel(type), { x: feed(type, VALUES[type], [2]) });
    const data = y?.data as ArrayLike<unknown>;
    expect(y?.dims).toEqual([2]);
    expect(Array.from(data, String)).toEqual(type === 'FP16' ? ['1', '-Infinity'] : Array.from(VALUES[type] as ArrayLike<unknown>, String));
  });

  it('runs every datatype in one model', async () => {
    const types = DATATYPE_NAMES;
    const feeds = Object.fromEntries(types.map((type) => [`in_${type}`, feed(type, VALUES[type], [2])]));
    const outputs = await run(tiny.everyDatatypeModel(types), feeds);
    expect(Object.keys(outputs).sort()).toEqual(types.map((type) => `out_${type}`).sort());
  });

  it('takes a scalar, nothing at all, and tensors without elements', async () => {
    const scalar = await run(tiny.scalarModel(), { x: feed('INT64', BigInt64Array.of(16000n), []) });
    expect(scalar.y?.dims).toEqual([]);
    expect((await run(tiny.noInputModel(), {})).y?.data).toEqual(Float32Array.of(1, 2, 3));
    expect((await run(tiny.emptyModel(), { x: feed('FP32', new Float32Array(0), [3, 0]) })).y?.dims).toEqual([3, 0]);
  });

  it('adds, multiplies, gathers', async () => {
    const x = feed('FP32', Float32Array.of(1, 2), [1, 2]);
    expect((await run(tiny.addModel(), { x, y: x })).sum?.data).toEqual(Float32Array.of(2, 4));
    const row = feed('FP32', Float32Array.of(1, 1, 1, 1), [1, 4]);
    const [a, b, c] = [0, 1, 2].map((column) => [0, 1, 2, 3].reduce((sum, line) => sum + (tiny.MAT_MUL_WEIGHTS[line * 3 + column] ?? 0), 0));
    const biased = [a ?? 0, (b ?? 0) + 0.5, (c ?? 0) + 1].map((sum) => Math.max(sum, 0));
    expect((await run(tiny.matMulModel(), { x: row })).y?.data).toEqual(Float32Array.from(biased));
    const index = feed('INT64', BigInt64Array.of(2n), [1]);
    expect((await run(tiny.gatherModel(), { index })).y?.data).toEqual(Float32Array.of(2.5));
    await expect(run(tiny.gatherModel(), { index: feed('INT64', BigInt64Array.of(9n), [1]) })).rejects.toThrow(/out of data bounds/);
  });

  it('gives NaN and Infinity', async () => {
    const { y, reciprocal } = await run(tiny.nanModel(), { x: feed('FP32', Float32Array.of(0, 2), [2]) });
    expect(y?.data).toEqual(Float32Array.of(NaN, 0));
    expect(reciprocal?.data).toEqual(Float32Array.of(Infinity, 0.5));
  });

  it('runs a function of its own and a classifier with a ZipMap', async () => {
    expect((await run(tiny.functionModel(), { x: feed('FP32', Float32Array.of(4), [1]) })).y?.data).toEqual(Float32Array.of(8));
    const session = await InferenceSession.create(tiny.zipMapModel(), { logSeverityLevel: 4 });
    const { label } = await session.run({ x: feed('FP32', Float32Array.of(3, 1), [1, 2]) }, ['label']);
    expect(label?.data).toEqual(BigInt64Array.of(0n));
  });

  it('is refused by the engine where it should be', async () => {
    const create = (bytes: Uint8Array) => InferenceSession.create(bytes, { logSeverityLevel: 4 });
    await expect(create(bad.irModel(14))).rejects.toThrow(/IR version/);
    await expect(create(bad.opsetModel(27))).rejects.toThrow(/[Oo]pset 27/);
    await expect(create(bad.opsetModel(5))).rejects.toThrow(/implementation/);
    await expect(create(bad.unknownOperatorModel())).rejects.toThrow(/Frobnicate/);
    await expect(create(bad.customOperatorModel())).rejects.toThrow(/ai\.onnx\.contrib/);
    await expect(create(bad.bfloat16Model())).rejects.toThrow(/Unsupported data type: 16/);
    await expect(create(bad.truncated(tiny.matMulModel(), 40))).rejects.toThrow(/protobuf/);
  });
});

describe('hard models in the real engine', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'moorage-tiny-models-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Loads and runs a model in a process of its own; says how it ended, "timeout" if it had to be killed. */
  async function inProcess(bytes: Uint8Array, feeds: string, timeoutMs: number): Promise<string> {
    const file = path.join(folder, `${Math.random().toString(36).slice(2)}.onnx`);
    writeFileSync(file, bytes);
    const runtime = JSON.stringify(fileURLToPath(import.meta.resolve('onnxruntime-node')));
    const script = `const ort = require(${runtime}); const t = (type, data, dims) => new ort.Tensor(type, data, dims);
      ort.InferenceSession.create(${JSON.stringify(file)}, { logSeverityLevel: 4 })
        .then((session) => { console.log('loaded'); return session.run(${feeds}); })
        .then(() => { console.log('ran'); }, (error) => { console.log('threw ' + error.message); });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const killer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearTimeout(killer);
    return `${said.trim().replace(/\s+/g, ' ')} ${signal ?? code}`.trim();
  }

  it('runs as long as it is asked to', async () => {
    const steps = (count: bigint) => ({ steps: feed('INT64', BigInt64Array.of(count), []), x: feed('FP32', Float32Array.of(3), []) });
    expect((await run(hard.slowModel(16), steps(5n))).y?.data).toEqual(Float32Array.of(3));
  });

  it('never ends once it runs', async () => {
    expect(await inProcess(hard.hangsAtRunModel(), `{ x: t('float32', [1], []) }`, 2000)).toBe('loaded SIGKILL');
  }, 20_000);

  it('does not end while it loads', async () => {
    expect(await inProcess(hard.hangsAtLoadModel(), '{}', 2000)).toBe('SIGKILL');
  }, 20_000);

  it.skipIf(process.arch !== 'x64')(
    'kills the process that loads or runs it',
    async () => {
      expect(await inProcess(hard.crashesAtLoadModel(), `{ x: t('int32', [1], [1]) }`, 10_000)).toMatch(/^SIG/);
      expect(await inProcess(hard.crashesAtRunModel(), `{ x: t('int32', [-2147483648], [1]), y: t('int32', [-1], [1]) }`, 10_000)).toMatch(/^loaded SIG/);
    },
    30_000,
  );

  it('wants more memory than there is', async () => {
    const shape = `t('int64', BigInt64Array.of(1000000n, 1000000n), [2])`;
    expect(await inProcess(hard.hugeOutputModel(), `{ shape: ${shape} }`, 10_000)).toMatch(/loaded (threw .*memory|SIG)/i);
  }, 20_000);

  it('finds its external data beside it', async () => {
    const file = path.join(folder, 'model.onnx');
    writeFileSync(file, bad.externalDataModel());
    writeFileSync(path.join(folder, 'weights.bin'), bad.externalWeights());
    const session = await InferenceSession.create(file, { logSeverityLevel: 4 });
    const { y } = await session.run({ x: feed('FP32', Float32Array.of(1, 1, 1, 1), [1, 4]) });
    expect(y?.data).toEqual(Float32Array.of(11, 21, 31, 41));
  });
});
