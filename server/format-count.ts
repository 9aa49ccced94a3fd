const noBreakSpace = '\u00a0';
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number with thousands: 12,482. Null is "–". */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined || !Number.isFinite(count) ? '–' : grouped.format(count);
}

/** A count with its noun: "1 run", "12,482 runs"; the plural is the noun with s unless given. */
export function formatNoun(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped.format(count)}${noBreakSpace}${count === 1 ? noun : plural}`;
}

/** A big number in three figures: 950, 12.4 k, 197.8 M, 1.2 G. */
export function formatCompact(count: number): string {
  const scales = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const;
  const found = scales.find(([from]) => count >= from);
  if (!found) return grouped.format(count);
  const value = count / (found[1] === 'k' ? 1e3 : found[0]);
  return `${value.toFixed(1)}${noBreakSpace}${found[1]}`;
}

/** A share from 0 to 1 as "58 %"; below 1 % with one decimal: "0.3 %". */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const percent = share * 100;
  const digits = percent > 0 && percent < 0.95 ? 1 : 0;
  return `${percent.toFixed(digits)}${noBreakSpace}%`;
}

/** 1st, 2nd, 3rd, 11th. */
export function formatOrdinal(position: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(position);
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[rule];
  return `${grouped.format(position)}${ending}`;
}
