import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEnv } from './env.ts';
import { failpoint, failpointMark } from './failpoints.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'moorage-failpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NEEDED = { DATABASE_URL: 'postgres://nowhere', MOORAGE_SECRET: 's'.repeat(43), MOORAGE_DATA: folder };

// A process that passes two steps and says so.
function passSteps(env: Record<string, string>) {
  const program = `
    const { readEnv } = await import('./server/env.ts');
    const { failpoint } = await import('./server/failpoints.ts');
    const env = readEnv();
    failpoint(env, 'enqueue.before_commit');
    console.log('committed');
    failpoint(env, 'enqueue.after_commit');
    console.log('answered');`;
  const { signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: path.resolve(import.meta.dirname, '..'),
    env: { PATH: process.env.PATH, ...NEEDED, ...env } as unknown as NodeJS.ProcessEnv,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return { signal, said: stdout.trim().split('\n').filter(Boolean) };
}

test('a failpoint ends the process at its step, once; without its mark it does so again', () => {
  const env = { MOORAGE_TEST: '1', MOORAGE_FAILPOINTS: 'enqueue.after_commit:kill' };
  expect(passSteps(env)).toEqual({ signal: 'SIGKILL', said: ['committed'] });
  expect(passSteps(env)).toEqual({ signal: null, said: ['committed', 'answered'] });
  rmSync(failpointMark(folder, 'enqueue.after_commit'));
  expect(passSteps(env)).toEqual({ signal: 'SIGKILL', said: ['committed'] });
});

test('what is not under test has no failpoints, whatever its environment says', () => {
  expect(passSteps({ NODE_ENV: 'production', MOORAGE_FAILPOINTS: 'enqueue.before_commit:kill' })).toEqual({ signal: null, said: ['committed', 'answered'] });
  const env = readEnv({ ...NEEDED, NODE_ENV: 'production', MOORAGE_FAILPOINTS: 'no such:thing' });
  expect(env.failpoints.size).toBe(0);
  failpoint(env, 'enqueue.before_commit');
});

test('a failpoint nobody passes is named', () => {
  const under = (text: string) => () => readEnv({ ...NEEDED, NODE_ENV: 'test', MOORAGE_FAILPOINTS: text });
  expect(under('enqueue.checked:kill,finish.stored:kill')().failpoints).toEqual(new Set(['enqueue.checked', 'finish.stored']));
  expect(under('enqueue.befor_commit:kill')).toThrow(/MOORAGE_FAILPOINTS.*enqueue\.befor_commit:kill.*enqueue\.before_commit/);
  expect(under('enqueue.checked:hang')).toThrow(/MOORAGE_FAILPOINTS.*enqueue\.checked:hang/);
});
