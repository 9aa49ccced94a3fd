import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRunner } from '../runner-process.ts';
import { codeCacheOf, fillCodeCache } from './code-cache.ts';
import { detectSandbox, type Sandbox } from './detect-sandbox.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'moorage-code-'));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await detectSandbox();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('compiled code of runners is kept once per sources, and a runner reads it without being able to add to it', async (context) => {
  if (sandbox.level !== 'bubblewrap') return context.skip('only bubblewrap can keep a runner from writing there');
  expect(await fillCodeCache({ root: ROOT, sandbox, folder })).toBe(true);
  const kept = listAll(codeCacheOf(folder));
  expect(kept.length).toBeGreaterThan(50);
  expect(await fillCodeCache({ root: ROOT, sandbox, folder })).toBe(false);

  const runner = await startRunner({
    ...{ root: ROOT, sandbox, files: [], workFolder: path.join(folder, 'work'), memoryLimitBytes: 1e9, threads: 1 },
    ...{ codeCache: codeCacheOf(folder), onLog: () => undefined },
  });
  expect(mountsOf(innermost(runner.pid ?? 0))).toMatch(/ \/app\/compiled ro[, ]/);
  runner.kill('unloaded');
  await runner.exited;
  expect(listAll(codeCacheOf(folder))).toEqual(kept);
});

test('without a sandbox that shuts runners out of it, nothing is kept', async () => {
  const open = path.join(folder, 'open');
  expect(await fillCodeCache({ root: ROOT, sandbox: { ...sandbox, level: 'process' }, folder: open })).toBe(false);
});

function listAll(of: string): string[] {
  return readdirSync(of, { recursive: true, encoding: 'utf8' }).sort();
}

function innermost(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return child ? innermost(Number(child)) : pid;
}

function mountsOf(pid: number): string {
  return readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
}
