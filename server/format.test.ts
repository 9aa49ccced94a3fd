import { describe, expect, it } from 'vitest';
import { formatByteRate, formatBytes, formatBytesOf } from './format-bytes.ts';
import { formatCompact, formatCount, formatNoun, formatOrdinal, formatPercent } from './format-count.ts';

const plain = (text: string) => text.replaceAll('\u00a0', '_');

describe('sizes', () => {
  it('are decimal, with a no-break space before the unit', () => {
    const sizes = [0, 132, 999, 1000, 1600, 2_300_000, 41_000_000, 99_960_000, 787_500_000, 999_600_000, 1_620_000_000, 12_000_000_000];
    expect(sizes.map((size) => plain(formatBytes(size)))).toEqual([
      '0_B',
      '132_B',
      '999_B',
      '1.0_kB',
      '1.6_kB',
      '2.3_MB',
      '41_MB',
      '100_MB',
      '788_MB',
      '1.00_GB',
      '1.62_GB',
      '12_GB',
    ]);
    expect(formatBytes(null)).toBe('–');
  });
  it('say part and whole in one unit', () => {
    expect(plain(formatBytesOf(391e6, 512e6))).toBe('391 of 512_MB');
    expect(plain(formatBytesOf(66e6, 274.4e6))).toBe('66 of 274_MB');
    expect(plain(formatBytesOf(2e9, 12e9))).toBe('2.0 of 12_GB');
    expect(plain(formatBytesOf(600e6, 512e6))).toBe('512 of 512_MB');
    expect(plain(formatBytesOf(870e6, 1.25e9))).toBe('0.87 of 1.25_GB');
    expect(plain(formatByteRate(41.2e6))).toBe('41.2_MB/s');
  });
});

describe('counts', () => {
  it('group thousands and agree with their noun', () => {
    expect(formatCount(12482)).toBe('12,482');
    expect(formatCount(undefined)).toBe('–');
    expect([plain(formatNoun(1, 'run')), plain(formatNoun(0, 'run')), plain(formatNoun(2, 'entry', 'entries'))]).toEqual(['1_run', '0_runs', '2_entries']);
    expect([950, 9_999, 12_400, 197_800_000].map((n) => plain(formatCompact(n)))).toEqual(['950', '9,999', '12.4_k', '197.8_M']);
    expect([0, 0.003, 0.58, 1].map((n) => plain(formatPercent(n)))).toEqual(['0_%', '0.3_%', '58_%', '100_%']);
    expect([1, 2, 3, 11, 22].map(formatOrdinal)).toEqual(['1st', '2nd', '3rd', '11th', '22nd']);
  });
});
