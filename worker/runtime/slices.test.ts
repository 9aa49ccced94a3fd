import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { setPace, SLICES } from './slices.ts';

const sliceOf = (pid: number, thread: number | string = pid) =>
  Number(/^se\.slice +: +(\d+)/m.exec(readFileSync(`/proc/${pid}/task/${thread}/sched`, 'utf8'))?.[1] ?? NaN);
// Kernels before 6.12 share the cores by one slice for all, and some do not say which.
const [major = 0, minor = 0] = release().split('.').map(Number);
const isTold = major * 100 + minor >= 612 && existsSync('/proc/self/sched') && !Number.isNaN(sliceOf(process.pid));

test.runIf(isTold)('every thread of a process and of those below it gets its slice, keeps its niceness, and hands both on', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const { writeSync } = require('node:fs');
    const child = spawn('sleep', ['30']);
    writeSync(1, 'ready ' + child.pid + '\\n');
    process.stdin.once('data', () => writeSync(1, 'later ' + spawn('sleep', ['30']).pid + '\\n'));
    process.on('SIGTERM', () => process.exit());`;
  const parent = spawn('nice', ['-n', '7', process.execPath, '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pid = parent.pid ?? 0;
  const started: number[] = [];
  onTestFinished(() => {
    for (const each of [pid, ...started]) process.kill(each);
  });
  const said = (word: string) =>
    new Promise<number>((resolve) =>
      parent.stdout.on('data', (text: Buffer) => text.toString().startsWith(word) && resolve(Number(text.toString().split(' ')[1]))),
    );
  const child = await said('ready');
  started.push(child);
  await setPace([pid], 'quick');
  const threads = readdirSync(`/proc/${pid}/task`);
  expect(threads.length).toBeGreaterThan(1);
  expect(new Set(threads.map((thread) => sliceOf(pid, thread)))).toEqual(new Set([SLICES.quick]));
  expect(sliceOf(child)).toBe(SLICES.quick);
  const later = said('later');
  parent.stdin.write('go');
  started.push(await later);
  expect(sliceOf(await later)).toBe(SLICES.quick);
  const nicenessOf = (of: number) => Number(readFileSync(`/proc/${of}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]);
  expect([nicenessOf(pid), nicenessOf(child)]).toEqual([7, 7]);
});

test.runIf(isTold)('a process that has ended, or never was, is passed over', async () => {
  const child = spawn('sleep', ['30']);
  const pid = child.pid ?? 0;
  onTestFinished(() => void child.kill());
  await setPace([2 ** 30, pid], 'steady');
  expect(sliceOf(pid)).toBe(SLICES.steady);
});
