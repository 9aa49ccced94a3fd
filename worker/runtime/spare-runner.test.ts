import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';
import { isTensorValue } from '../../server/signatures/value.ts';
import { addModel } from '../../server/testing/onnx/tiny-models.ts';
import { add } from '../testing/dispatch-bench.ts';
import { makeRunnerFolder, removeLeftFolders } from './runner-folders.ts';
import { startRunner, type ModelFile, type Runner, type RunResult } from './runner-process.ts';
import { detectSandbox, type Sandbox } from './sandbox/detect-sandbox.ts';
import { SpareRunner } from './spare-runner.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GIVEN = { threads: 1, onLog: () => undefined };
let folder: string;
let sandbox: Sandbox;
let started: Runner[] = [];
let spare: SpareRunner;

beforeAll(async () => {
  sandbox = await detectSandbox();
  folder = mkdtempSync(path.join(tmpdir(), 'spare-'));
});
afterEach(async () => {
  await spare.stop();
  for (const runner of started) runner.kill('unloaded');
  await Promise.all(started.map((runner) => runner.exited));
  started = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keepOne(level: Sandbox['level'] = sandbox.level): SpareRunner {
  const start = async () => {
    const runner = await startRunner({
      ...{ root: ROOT, sandbox: { ...sandbox, level }, files: null, workFolder: path.join(folder, 'work') },
      ...{ memoryLimitBytes: 1_500_000_000, threads: 1, onLog: () => undefined },
    });
    started.push(runner);
    return runner;
  };
  spare = new SpareRunner({ start, log: createLog('test', 'silent') });
  spare.keep();
  return spare;
}

function adder(name: string, place = folder): ModelFile[] {
  const file = path.join(place, `${name}.onnx`);
  writeFileSync(file, addModel());
  return [{ name: 'model.onnx', path: file, sizeBytes: addModel().byteLength }];
}

async function sum(runner: Runner): Promise<number | undefined> {
  const signature = await runner.inspect({ timeoutMs: 20_000 });
  await runner.load(signature, { timeoutMs: 20_000 });
  const answers: RunResult[] = [];
  await runner.run([{ inputs: add(2, 3), outputs: null }], { timeoutMs: 5_000, onResult: (_, result) => void answers.push(result) });
  const [output] = answers[0]?.outputs?.filter(isTensorValue) ?? [];
  return output && new DataView(output.bytes.buffer, output.bytes.byteOffset).getFloat32(0, true);
}

test.each(['bubblewrap', 'namespaces', 'process'] as const)('what was started without files runs those it is given (%s)', async (level) => {
  if (level === 'bubblewrap' && sandbox.level !== level) return;
  const runner = await keepOne(level).take(adder(level), GIVEN);
  expect(runner).toBe(started[0]);
  expect(await sum(runner!)).toBe(5);
});

test('its files are those of its version, which it cannot write', async () => {
  if (sandbox.level !== 'bubblewrap') return;
  const runner = await keepOne().take(adder('own'), GIVEN);
  const mounts = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isBelow(pid, String(runner!.pid)))
    .map((pid) => readFileSync(`/proc/${pid}/mountinfo`, 'utf8'))
    .filter((text) => text.includes(' /model '));
  expect(mounts.length).toBeGreaterThan(0);
  for (const text of mounts) expect(text).toMatch(/ \/model ro,/);
});

test('one is started anew for the one that was taken, or that died', async () => {
  keepOne();
  await expect.poll(() => started.length).toBe(1);
  expect(await spare.take(adder('first'), GIVEN)).toBe(started[0]);
  expect(await spare.take(adder('second'), GIVEN)).toBeNull();
  await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
  started[1]!.kill('unloaded');
  await started[1]!.exited;
  expect(await spare.take(adder('third'), GIVEN)).toBeNull();
  await expect.poll(() => started.length, { timeout: 10_000 }).toBe(3);
  expect(await sum((await spare.take(adder('fourth'), GIVEN))!)).toBe(5);
}, 30_000);

test('for files of another disk there is none', async () => {
  const elsewhere = mkdtempSync('/dev/shm/spare-');
  try {
    expect(statSync(elsewhere).dev).not.toBe(statSync(folder).dev);
    expect(await keepOne().take(adder('elsewhere', elsewhere), GIVEN)).toBeNull();
    expect(started[0]?.ended).toBe(true);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('folders of runners whose process is gone are removed, those of living ones stay', () => {
  keepOne();
  const parent = path.join(folder, 'folders');
  const own = makeRunnerFolder(parent, 'own');
  const [host = '', pid = '', which = ''] = splitOwn(path.basename(own));
  const sister = `${host}.${process.ppid}.${which}.sister`;
  const gone = `${host}.4194305.${which}.gone`;
  const restarted = `${host}.${pid}.00000000.restarted`;
  const other = `elsewhere.example.${pid}.00000000.other`;
  for (const name of [sister, gone, restarted, other]) mkdirSync(path.join(parent, name, 'model'), { recursive: true });
  removeLeftFolders(parent, { alone: false });
  expect(readdirSync(parent).sort()).toEqual([path.basename(own), sister, other].sort());
  removeLeftFolders(parent, { alone: true });
  expect(readdirSync(parent)).toEqual([path.basename(own)]);
  expect(existsSync(own)).toBe(true);
});

function splitOwn(name: string): [string, string, string] {
  const parts = name.split('.');
  return [parts.slice(0, -3).join('.'), parts.at(-3) ?? '', parts.at(-2) ?? ''];
}

function isBelow(pid: string, ancestor: string): boolean {
  for (let at = pid; at !== '0' && at !== '';) {
    if (at === ancestor) return true;
    try {
      at = /\) \S (\d+)/.exec(readFileSync(`/proc/${at}/stat`, 'utf8'))?.[1] ?? '';
    } catch {
      return false;
    }
  }
  return false;
}
