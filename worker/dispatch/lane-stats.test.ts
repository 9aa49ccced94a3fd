import { expect, test } from 'vitest';
import { LaneStats } from './lane-stats.ts';

const NO_LINE = { length: 0, agesMs: () => [] };

/** Runs one after another, each `runMs` long. Returns the time after the last. */
function work(stats: LaneStats, plan: { from: number; runs: number; runMs: number }): number {
  let now = plan.from;
  for (let i = 0; i < plan.runs; i++) {
    stats.begin(now);
    now += plan.runMs;
    stats.finish(plan.runMs, now);
    stats.end(now);
  }
  return now;
}

test('the rate is that of the instances there are, as soon as a second of their work tells it', () => {
  const stats = new LaneStats();
  let now = work(stats, { from: 1_000_000, runs: 500, runMs: 20 });
  const rate = () => stats.load('a', NO_LINE, (now += 101)).perSecond;
  expect(rate()).toBeCloseTo(50, 5);
  stats.instancesChanged(now);
  now = work(stats, { from: now, runs: 9, runMs: 100 });
  expect(rate()).toBeGreaterThan(40);
  now = work(stats, { from: now, runs: 3, runMs: 100 });
  expect(rate()).toBeCloseTo(10, 5);
  expect(stats.load('a', NO_LINE, now).runMs).toBe(100);
});

test('time without work does not slow the rate', () => {
  const stats = new LaneStats();
  let now = work(stats, { from: 1_000_000, runs: 100, runMs: 20 });
  now = work(stats, { from: now + 5_000, runs: 100, runMs: 20 });
  expect(stats.load('a', NO_LINE, now).perSecond).toBeCloseTo(50, 5);
});

test('how many runners it keeps busy is what they worked in the last seconds, whatever the pauses', () => {
  const stats = new LaneStats();
  let now = work(stats, { from: 1_000_000, runs: 1, runMs: 100 });
  // 100 ms of every second.
  for (let second = 0; second < 10; second++) now = work(stats, { from: now + 900, runs: 10, runMs: 10 });
  expect(stats.load('a', NO_LINE, now).runnersBusy).toBeCloseTo(0.1, 2);
  now = work(stats, { from: now, runs: 500, runMs: 10 });
  expect(stats.load('a', NO_LINE, now).runnersBusy).toBeGreaterThan(0.9);
  expect(stats.load('a', NO_LINE, now + 10_000).runnersBusy).toBe(0);
});
