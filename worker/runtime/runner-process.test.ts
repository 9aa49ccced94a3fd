import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAppError } from '../../server/errors.ts';
import { mainGraph } from '../../server/signatures/main-graph.ts';
import { isTensorValue, type TensorValue } from '../../server/signatures/value.ts';
import { sampleInputs } from '../../server/signatures/sample-inputs.ts';
import { DATATYPE_NAMES } from '../../server/signatures/datatype.ts';
import { externalDataModel, externalWeights } from '../../server/testing/onnx/bad-models.ts';
import { crashesAtLoadModel, hangsAtLoadModel, hangsAtRunModel, hugeOutputModel } from '../../server/testing/onnx/hard-models.ts';
import { addModel, emptyModel, everyDatatypeModel, noInputModel, scalarModel } from '../../server/testing/onnx/tiny-models.ts';
import type { RunResult } from './run-request.ts';
import { startRunner, type Runner } from './runner-process.ts';
import { detectSandbox, type Sandbox } from './sandbox/detect-sandbox.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const runners: Runner[] = [];
let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'runner-'));
  sandbox = await detectSandbox();
});
afterAll(async () => {
  for (const runner of runners) runner.kill('unloaded');
  await Promise.all(runners.map((runner) => runner.exited));
  rmSync(folder, { recursive: true, force: true });
});

async function start(files: Record<string, Uint8Array>, options: { memoryLimitBytes?: number; level?: Sandbox['level'] } = {}): Promise<Runner> {
  const stored = Object.entries(files).map(([name, bytes], index) => {
    const file = path.join(folder, `${runners.length}-${index}`);
    writeFileSync(file, bytes);
    return { name, path: file, sizeBytes: bytes.byteLength };
  });
  const runner = await startRunner({
    root: ROOT,
    sandbox: { ...sandbox, level: options.level ?? sandbox.level },
    files: stored,
    workFolder: path.join(folder, 'work'),
    memoryLimitBytes: options.memoryLimitBytes ?? 1_500_000_000,
    threads: 1,
    onLog: () => undefined,
  });
  runners.push(runner);
  return runner;
}

async function load(runner: Runner) {
  const signature = await runner.inspect({ timeoutMs: 20_000 });
  await runner.load(signature, { timeoutMs: 20_000 });
  return signature;
}

async function run(runner: Runner, inputs: TensorValue[], outputs: string[] | null = null): Promise<RunResult> {
  let answer: RunResult | null = null;
  await runner.run([{ inputs, outputs }], { timeoutMs: 5_000, onResult: (_, result) => (answer = result) });
  if (!answer) throw new Error('the run had no result');
  return answer;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name));
const commandOf = (pid: string) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** Every process below one: other tests have runners of their own at the same time. */
function descendants(pid: string): string[] {
  const children = (() => {
    try {
      return readdirSync(`/proc/${pid}/task`).flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean));
    } catch {
      return [];
    }
  })();
  return children.flatMap((child) => [child, ...descendants(child)]);
}

test('every datatype goes in and comes out bit by bit', async () => {
  const runner = await start({ 'all.onnx': everyDatatypeModel(DATATYPE_NAMES) });
  const signature = await load(runner);
  const inputs = sampleInputs(mainGraph(signature), { seed: 3, dims: { n: 5 } });
  const { outputs, error } = await run(runner, inputs);
  expect(error).toBeNull();
  expect(outputs).toHaveLength(DATATYPE_NAMES.length);
  for (const output of (outputs ?? []).filter(isTensorValue)) {
    const input = inputs.find((item) => item.datatype === output.datatype);
    expect([output.datatype, output.shape, [...output.bytes]]).toEqual([input?.datatype, input?.shape, [...(input?.bytes ?? [])]]);
  }
});

test('scalars, empty tensors and models without inputs run', async () => {
  for (const model of [scalarModel(), emptyModel(), noInputModel()]) {
    const runner = await start({ 'model.onnx': model });
    const signature = await load(runner);
    const { outputs, error } = await run(runner, sampleInputs(mainGraph(signature)));
    expect(error).toBeNull();
    expect(outputs?.length).toBeGreaterThan(0);
  }
});

test('external data beside the model is found', async () => {
  const runner = await start({ 'sub/model.onnx': externalDataModel('weights.bin'), 'sub/weights.bin': externalWeights() });
  const signature = await load(runner);
  expect((await run(runner, sampleInputs(mainGraph(signature)))).error).toBeNull();
});

test('inputs that do not fit are the caller’s fault, and the runner lives on', async () => {
  const runner = await start({ 'add.onnx': addModel() });
  const signature = await load(runner);
  const [x, y] = sampleInputs(mainGraph(signature)) as [TensorValue, TensorValue];
  const wrong = await run(runner, [x, { ...y, shape: [3, 2], bytes: new Uint8Array(24) }]);
  expect(['INVALID_INPUT', undefined]).toContain(wrong.error?.code);
  expect((await run(runner, [x, y])).error).toBeNull();
});

test('a runner that hangs is ended at its time, while loading and while running', async () => {
  const slow = await start({ 'model.onnx': hangsAtLoadModel() });
  const signature = await slow.inspect({ timeoutMs: 10_000 });
  expect(await codeOf(slow.load(signature, { timeoutMs: 700 }))).toBe('TIMEOUT');
  const endless = await start({ 'model.onnx': hangsAtRunModel() });
  const inputs = sampleInputs(mainGraph(await load(endless)));
  expect(await codeOf(endless.run([{ inputs, outputs: null }], { timeoutMs: 500, onResult: () => undefined }))).toBe('TIMEOUT');
  expect((await endless.exited).killedFor).toBe('timeout');
});

test('a crash of the engine is told with its signal and hurts nobody else', async () => {
  const runner = await start({ 'model.onnx': crashesAtLoadModel() });
  const signature = await runner.inspect({ timeoutMs: 10_000 });
  await expect(runner.load(signature, { timeoutMs: 20_000 })).rejects.toMatchObject({
    code: 'RUNNER_CRASHED',
    message: expect.stringMatching(/SIG/) as unknown,
  });
  expect(await codeOf(runner.inspect({ timeoutMs: 1_000 }))).toBe('RUNNER_CRASHED');
});

test('what a runner took that was killed from outside is known afterwards, and its limit', async () => {
  const runner = await start({ 'add.onnx': addModel() });
  await load(runner);
  const measured = await runner.memoryBytes();
  process.kill(runner.pid ?? 0, 'SIGKILL');
  const { signal, peakBytes, lastBytes, memoryLimitBytes } = await runner.exited;
  expect([signal, lastBytes, memoryLimitBytes]).toEqual(['SIGKILL', measured, 1_500_000_000]);
  expect(peakBytes ?? lastBytes).toBeGreaterThan(10e6);
});

test('a run that wants too much memory fails as such', async () => {
  const runner = await start({ 'model.onnx': hugeOutputModel() }, { memoryLimitBytes: 400_000_000 });
  const signature = await load(runner);
  const [size] = sampleInputs(mainGraph(signature)) as [TensorValue];
  const large = { ...size, bytes: new Uint8Array(BigInt64Array.from({ length: size.bytes.byteLength / 8 }, () => 400_000_000n).buffer) };
  const code = await run(runner, [large]).then(
    (result) => result.error?.code ?? 'ok',
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
  expect(code).toBe('OUT_OF_MEMORY');
});

test('from inside its sandbox a model sees nothing of this machine', async ({ skip }) => {
  if (sandbox.level !== 'bubblewrap') skip('bubblewrap is not usable here');
  const before = new Set(descendants(String(process.pid)));
  process.env.MOORAGE_TEST_CANARY = 'not for models';
  const runner = await start({ 'add.onnx': addModel() });
  await load(runner);
  const added = descendants(String(process.pid)).filter((pid) => !before.has(pid));
  const inside = added.filter((pid) => commandOf(pid).startsWith('/app/node'));
  expect(inside).toHaveLength(1);
  const [pid = ''] = inside;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  expect(status).toMatch(/CapEff:\t0+\n/);
  expect(status).toMatch(/NoNewPrivs:\t1/);
  expect(status).toMatch(/Seccomp:\t2/);
  for (const name of ['net', 'mnt', 'pid', 'ipc']) expect(readlinkSync(`/proc/${pid}/ns/${name}`)).not.toBe(readlinkSync(`/proc/self/ns/${name}`));
  for (const other of added) {
    if (commandOf(other).includes('host.ts')) expect(readFileSync(`/proc/${other}/environ`, 'utf8')).not.toContain('not for models');
  }
  expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain('ORT_DISABLE_TELEMETRY=1');
  expect(readdirSync(`/proc/${pid}/root`).sort()).not.toContain('root');
  expect(existsSync(`/proc/${pid}/root/etc/passwd`)).toBe(false);
  expect(readFileSync(`/proc/${pid}/net/dev`, 'utf8')).not.toMatch(/eth|ens|wlan/);
  expect(() => writeFileSync(`/proc/${pid}/root/model/add.onnx`, 'x')).toThrow();
});

test('the engine tells nobody: it leaves no files of its telemetry', async () => {
  const home = mkdtempSync(path.join(folder, 'home-'));
  const script = `const { OnnxSession } = await import(${JSON.stringify(path.join(import.meta.dirname, 'onnx/session.ts'))}); await OnnxSession.load(process.argv[1], { threads: 1, outputs: ['sum'], added: [] });`;
  const file = path.join(folder, 'telemetry.onnx');
  writeFileSync(file, addModel());
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, file], {
    env: { ...env, HOME: home, NODE_ENV: 'production' },
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  expect(readdirSync(home)).toEqual([]);
});

test('no runner outlives its worker, even a busy one', async ({ skip }) => {
  if (sandbox.level !== 'bubblewrap') skip('only bubblewrap ends a busy runner with its parent');
  const file = path.join(folder, 'orphan.onnx');
  writeFileSync(file, hangsAtRunModel());
  const script = `
    import { startRunner } from ${JSON.stringify(path.join(import.meta.dirname, 'runner-process.ts'))};
    import { detectSandbox } from ${JSON.stringify(path.join(import.meta.dirname, 'sandbox/detect-sandbox.ts'))};
    import { sampleInputs } from ${JSON.stringify(path.join(ROOT, 'server/signatures/sample-inputs.ts'))};
    const runner = await startRunner({ root: ${JSON.stringify(ROOT)}, sandbox: await detectSandbox(), files: [{ name: 'orphan.onnx', path: ${JSON.stringify(file)}, sizeBytes: 1 }],
      workFolder: ${JSON.stringify(path.join(folder, 'work'))}, memoryLimitBytes: 1e9, threads: 1, onLog() {} });
    const signature = await runner.inspect({ timeoutMs: 9000 });
    await runner.load(signature, { timeoutMs: 9000 });
    void runner.run([{ inputs: sampleInputs(signature.graphs[0]), outputs: null }], { timeoutMs: 60000, onResult() {} });
    setTimeout(() => process.stdout.write('running'), 300);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => parent.stdout.once('data', resolve));
  const mine = () => processes().filter((pid) => commandOf(pid).includes('orphan.onnx') && !commandOf(pid).includes('input-type'));
  expect(mine().length).toBeGreaterThan(0);
  parent.kill('SIGKILL');
  await expect.poll(() => mine().length, { timeout: 5_000 }).toBe(0);
});
