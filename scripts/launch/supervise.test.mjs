import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from './processes.mjs';
import { Supervised } from './supervise.mjs';

// Ends in order at the end of its input, as web and worker do.
const POLITE = `process.stdin.on('end', () => process.exit(0)).resume(); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)`;
const STUBBORN = `process.on('SIGTERM', () => {}); process.stdin.resume(); setInterval(() => {}, 1000)`;

let folder;
let running = [];
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'moorage-supervise-'))));
afterEach(() => {
  for (const child of running) child.force();
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

function supervise(code, print = () => undefined) {
  const child = new Supervised('web', [process.execPath, '-e', code], { env: process.env, folder, print });
  running.push(child);
  child.start();
  return child;
}

const pid = () => Number(readFileSync(path.join(folder, 'web.pid'), 'utf8').split(' ')[0]);

test('a killed process is back within a second', async () => {
  supervise(POLITE);
  for (let time = 0; time < 2; time++) {
    const former = pid();
    process.kill(former, 'SIGKILL');
    await expect.poll(() => pid() !== former && isAlive(pid()), { timeout: 1000 }).toBe(true);
  }
});

test('one that keeps dying is started with growing pauses', async () => {
  const starts = [];
  supervise(`console.log('started'); process.exit(3)`, () => starts.push(Date.now()));
  await expect.poll(() => starts.length, { timeout: 5000 }).toBeGreaterThan(4);
  expect(starts[4] - starts[3]).toBeGreaterThan(starts[1] - starts[0] + 100);
});

test('stops in order and stays down; a stubborn one is forced', async () => {
  const polite = supervise(POLITE);
  const former = pid();
  await polite.stop();
  expect(isAlive(former)).toBe(false);
  const stubborn = supervise(STUBBORN);
  const other = pid();
  stubborn.force();
  await expect.poll(() => isAlive(other)).toBe(false);
});

test('prints whole lines, also the last one of a dying process', async () => {
  const lines = [];
  const child = supervise(`process.stdout.write('one\\ntw'); process.stdout.write('o\\nlast', () => process.exit(1))`, (line) => lines.push(line));
  await expect.poll(() => lines).toContain('last');
  child.force();
  expect(lines.slice(0, 3)).toEqual(['one', 'two', 'last']);
});

test('what it started ends with a launcher that was killed, or at the next start', async () => {
  for (const [code, endsItself] of [
    [POLITE, true],
    [STUBBORN, false],
  ]) {
    const launcher = `
      import { Supervised } from ${JSON.stringify(path.join(import.meta.dirname, 'supervise.mjs'))};
      new Supervised('web', [process.execPath, '-e', ${JSON.stringify(`console.log('up');${code}`)}],
        { env: process.env, folder: ${JSON.stringify(folder)}, print: console.log }).start();`;
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(process_.stdout, 'data');
    process_.kill('SIGKILL');
    const left = pid();
    if (!endsItself) await new Supervised('web', [], { env: {}, folder }).endLeftover();
    await expect.poll(() => isAlive(left), { timeout: 2000 }).toBe(false);
  }
});
