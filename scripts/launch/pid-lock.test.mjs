import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLocked, releaseLock, takeLock } from './pid-lock.mjs';
import { isAlive } from './processes.mjs';

const MODULE = path.join(import.meta.dirname, 'pid-lock.mjs');
let folder;
let lock;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'moorage-lock-'));
  lock = path.join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(code) {
  return spawn(process.execPath, ['--input-type=module', '-e', `import * as locks from ${JSON.stringify(MODULE)};${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('names the living holder, and passes a lock on when its holder was killed', async () => {
  const holder = run(`locks.takeLock(${JSON.stringify(lock)}); console.log('held'); setInterval(() => {}, 1000)`);
  await once(holder.stdout, 'data');
  expect(takeLock(lock)).toBe(holder.pid);
  expect(isLocked(lock)).toBe(true);
  releaseLock(lock);
  expect(takeLock(lock), 'releasing the lock of another changes nothing').toBe(holder.pid);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(isLocked(lock)).toBe(false);
  expect(takeLock(lock)).toBeNull();
  releaseLock(lock);
  expect(isLocked(lock)).toBe(false);
});

test('a later process with the number of a dead holder does not hold its lock', () => {
  writeFileSync(lock, `${process.pid} 1`);
  expect(isLocked(lock)).toBe(false);
  expect(takeLock(lock)).toBeNull();
});

test('a process that ended and was not reaped is not alive', async () => {
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pid = Number(await once(parent.stdout, 'data'));
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
  expect(isAlive(pid)).toBe(false);
  parent.kill('SIGKILL');
});

test('many processes at once do their work one after the other', async () => {
  const counter = path.join(folder, 'counter');
  writeFileSync(counter, '0');
  // A dead holder's lock, which all of them find at the same time.
  writeFileSync(lock, '999999999 1');
  const work = `
    import { readFileSync, writeFileSync } from 'node:fs';
    for (let i = 0; i < 5; i++) await locks.exclusively(${JSON.stringify(lock)}, async () => {
      const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 2));
      writeFileSync(${JSON.stringify(counter)}, String(count + 1));
    });`;
  await Promise.all(Array.from({ length: 6 }, () => once(run(work), 'exit')));
  expect(readFileSync(counter, 'utf8')).toBe('30');
});
