import { expect, test } from 'vitest';
import { explainExit, type RunnerExit } from './runner-exit.ts';

const exit = (changes: Partial<RunnerExit>): RunnerExit => ({
  ...{ killedFor: null, code: null, signal: null, outOfMemory: false, peakBytes: null, lastBytes: null, memoryLimitBytes: 512e6, tail: '' },
  ...changes,
});
const told = (changes: Partial<RunnerExit>) => explainExit(exit(changes), 'running').message;

test('a death is told with the memory the runner took, as far as it is known, and with its limit', () => {
  expect(told({ signal: 'SIGKILL', peakBytes: 500e6 })).toBe(
    'The runner was killed by SIGKILL while running. Its memory peaked at 500\u00a0MB; its limit is 512\u00a0MB.',
  );
  expect(told({ signal: 'SIGSEGV', lastBytes: 90e6 })).toBe(
    'The runner was killed by SIGSEGV while running. It took 90\u00a0MB of memory when last measured; its limit is 512\u00a0MB.',
  );
  // What it shares with others is not counted by its control group.
  expect(told({ code: 1, peakBytes: 33e6, lastBytes: 104e6 })).toContain('Its memory peaked at 104\u00a0MB;');
  expect(told({ code: 1 })).toBe('The runner ended with code 1 while running. Its memory limit is 512\u00a0MB.');
});

test('one that ran out of memory says its limit, and where it is raised', () => {
  const error = explainExit(exit({ outOfMemory: true, peakBytes: 512e6 }), 'running');
  expect(error.code).toBe('OUT_OF_MEMORY');
  expect(error.message).toBe('The runner ran out of memory while running. Its memory peaked at 512\u00a0MB; its limit is 512\u00a0MB.');
  expect(error.suggestions.join(' ')).toMatch(/the version's memoryLimitBytes, or MOORAGE_RUNNER_MEMORY_BYTES where it has none/);
});
