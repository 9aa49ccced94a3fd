import { expect, test } from 'vitest';
import { describeInstances, newInstance } from './instance.ts';

test('what is counted of a version on two devices is told once, so that what is told adds up', () => {
  const instances = ['cpu', 'cuda:0', 'cpu'].map((device) => Object.assign(newInstance('a'), { device, memoryBytes: 100 }));
  const load = { versionId: 'a', waiting: 40, p95WaitMs: 7, runMs: 2, perSecond: 300, runnersBusy: 1, runs: 900, lastRunAt: null };
  const lines = describeInstances(instances, [load], () => false);
  expect(lines.map(({ device, memoryBytes, p95WaitMs }) => [device, memoryBytes, p95WaitMs])).toEqual([
    ['cpu', 200, 7],
    ['cuda:0', 100, 7],
  ]);
  const sum = (of: 'waiting' | 'perSecond' | 'runs') => lines.reduce((total, line) => total + (line[of] ?? 0), 0);
  expect([sum('waiting'), sum('perSecond'), sum('runs')]).toEqual([40, 300, 900]);
});
