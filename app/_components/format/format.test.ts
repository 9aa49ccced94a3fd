import { describe, expect, it } from 'vitest';
import { formatDuration, formatSeconds } from './format-duration.ts';
import { formatClock, formatExactTime, formatRelativeTime } from './format-time.ts';

const plain = (text: string) => text.replaceAll('\u00a0', '_');

describe('durations', () => {
  it('take the unit a person would say', () => {
    const lengths = [0, 0.04, 0.4, 1.8, 21.34, 30, 640.2, 999.7, 3421, 13_100, 59_960, 125_000, 3_600_000, 11_400_000, 1_051_200_000];
    expect(lengths.map((ms) => plain(formatDuration(ms)))).toEqual([
      '0_ms',
      '0.04_ms',
      '0.40_ms',
      '1.8_ms',
      '21.3_ms',
      '30_ms',
      '640_ms',
      '1.00_s',
      '3.42_s',
      '13.1_s',
      '1_min',
      '2_min 5_s',
      '1_h',
      '3_h 10_min',
      '12_d 4_h',
    ]);
    expect(formatDuration(null)).toBe('–');
    expect([2.1, 0, 90].map((s) => plain(formatSeconds(s)))).toEqual(['3_s', '0_s', '1_min 30_s']);
  });
});

describe('times', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const ago = (seconds: number) => plain(formatRelativeTime(new Date(now.getTime() - seconds * 1000), now));
  it('are relative while they are near and dates when they are far', () => {
    expect([0, 4, 130, 3 * 3600].map(ago)).toEqual(['now', '4_s ago', '2_min ago', '3_h ago']);
    expect([-7200, 86_400, -86_400, -6 * 86_400].map(ago)).toEqual(['in 2_h', 'yesterday', 'tomorrow', 'in 6_days']);
    expect(ago(40 * 86_400)).toBe('15 Oct 2026');
  });
  it('are exact with their zone', () => {
    const at = new Date('2026-12-22T10:58:02.098Z');
    expect(formatExactTime(at, 'UTC')).toBe('22 Dec 2026, 10:58:02 UTC');
    expect(formatClock(at, 'UTC')).toBe('10:58:02.098');
  });
});
