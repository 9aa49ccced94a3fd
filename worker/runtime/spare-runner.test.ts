import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';
import { isTensorValue } from '../../server/signatures/value.ts';
import { addModel } from '../../server/testing/onnx/tiny-models.ts';
import { add } from '../testing/dispatch-bench.ts';
import { ownFolder, removeLeftFolders } from './runner-folders.ts';
import type { RunResult } from './run-request.ts';
import { startRunner, type ModelFile, type Runner } from './runner-process.ts';
import { detectSandbox, type Sandbox } from './sandbox/detect-sandbox.ts';
import { SpareRunner } from './spare-runner.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GIVEN = { threads: 1, onLog: () => undefined };
let folder: string;
let sandbox: Sandbox;
let started: Runner[] = [];
let spare: SpareRunner | null = null;
let busy = false;

beforeAll(async () => {
  sandbox = await detectSandbox();
  folder = mkdtempSync(path.join(tmpdir(), 'spare-'));
});
afterEach(async () => {
  spare?.stop();
  spare = null;
  busy = false;
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
  const kept = (spare = new SpareRunner({ start, isBusy: () => busy, log: createLog('test', 'silent') }));
  kept.keep();
  return kept;
}

function adder(stored: string, name = 'model.onnx', place = folder): ModelFile[] {
  const file = path.join(place, `${stored}.onnx`);
  writeFileSync(file, addModel());
  return [{ name, path: file, sizeBytes: addModel().byteLength }];
}

async function sum(runner: Runner): Promise<number | undefined> {
  const signature = await runner.inspect({ timeoutMs: 20_000 });
  await runner.load(signature, { timeoutMs: 20_000 });
  const answers: RunResult[] = [];
  await runner.run([{ inputs: add(2, 3), outputs: null }], { timeoutMs: 5_000, onResult: (_, result) => void answers.push(result) });
  const [output] = answers[0]?.outputs?.filter(isTensorValue) ?? [];
  return output && new DataView(output.bytes.buffer, output.bytes.byteOffset).getFloat32(0, true);
}

const LEVELS = ['bubblewrap', 'namespaces', 'process'] as const;

test.each(LEVELS)('what was started without files runs those it is given, and sees no others (%s)', async (level) => {
  // What the machine allows, and what is less than that.
  if (LEVELS.indexOf(level) < LEVELS.indexOf(sandbox.level)) return;
  const runner = await keepOne(level).take(adder(level, 'inner/model.onnx'), GIVEN);
  expect(runner).toBe(started[0]);
  expect(await sum(runner!)).toBe(5);
  if (level !== 'bubblewrap') return;
  const inside = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && isBelow(pid, String(runner!.pid)) && readMounts(pid).includes(' /model '));
  expect(readMounts(inside ?? '')).toMatch(/ \/model ro,/);
  expect(readdirSync(`/proc/${inside}/root/model`, { recursive: true }).sort()).toEqual(['inner', 'inner/model.onnx']);
});

test('one is started anew for the one that was taken, once there is nothing else to do', async () => {
  const kept = keepOne();
  await expect.poll(() => started.length).toBe(1);
  busy = true;
  expect(await kept.take(adder('first'), GIVEN)).toBe(started[0]);
  expect(await kept.take(adder('second'), GIVEN)).toBeNull();
  await pause(3_000);
  expect(started).toHaveLength(1);
  busy = false;
  await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
  expect(await sum((await kept.take(adder('third'), GIVEN))!)).toBe(5);
}, 30_000);

test('of two that ask at once while it still starts, one gets it', async () => {
  const kept = keepOne();
  const taken = await Promise.all([kept.take(adder('left'), GIVEN), kept.take(adder('right'), GIVEN)]);
  expect(taken).toEqual([started[0], null]);
});

test('one that has died is none', async () => {
  const kept = keepOne();
  await expect.poll(() => started.length).toBe(1);
  started[0]!.kill('unloaded');
  await started[0]!.exited;
  expect(await kept.take(adder('late'), GIVEN)).toBeNull();
});

test('where models lie on another disk none is kept; of files that cannot be given for another reason only that one goes', async () => {
  const elsewhere = mkdtempSync('/dev/shm/spare-');
  try {
    expect(statSync(elsewhere).dev).not.toBe(statSync(folder).dev);
    const missing = [{ name: 'model.onnx', path: path.join(folder, 'missing.onnx'), sizeBytes: 1 }];
    const kept = keepOne();
    expect(await kept.take(missing, GIVEN)).toBeNull();
    expect(started[0]?.ended).toBe(true);
    await expect.poll(() => started.length, { timeout: 10_000 }).toBe(2);
    expect(await kept.take(adder('elsewhere', 'model.onnx', elsewhere), GIVEN)).toBeNull();
    expect(started[1]?.ended).toBe(true);
    await pause(3_000);
    expect(started).toHaveLength(2);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}, 30_000);

test('folders of processes that are gone are removed, those of living ones and of other hosts stay for a day', () => {
  const parent = path.join(folder, 'folders');
  const own = path.basename(ownFolder(parent));
  const [host = '', pid = ''] = /^(.*)\.(\d+)\.[^.]+$/.exec(own)?.slice(1) ?? [];
  const stay = [own, `${host}.${process.ppid}.0a`, `elsewhere.example.${pid}.0b`];
  const go = [`${host}.4194305.0c`, `${host}.${pid}.0d`, `elsewhere.example.${pid}.0e`];
  for (const name of [...stay, ...go]) mkdirSync(path.join(parent, name, 'runner', 'model'), { recursive: true });
  utimesSync(path.join(parent, go[2]!), new Date(), new Date(Date.now() - 25 * 3600_000));
  expect(removeLeftFolders(parent)).toEqual([]);
  expect(readdirSync(parent).sort()).toEqual([...stay].sort());
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function readMounts(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
  } catch {
    return '';
  }
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
