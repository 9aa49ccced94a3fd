const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** "787 MB", "1.4 GB", "12 bytes": decimal units, at most three figures, a no-break space before the unit. */
export function formatSize(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const figures = unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(value >= 9.995 ? 1 : 2);
  const trimmed = figures.includes('.') ? figures.replace(/\.?0+$/, '') : figures;
  if (unit === 0 && sizeBytes === 1) return '1\u00a0byte';
  return `${trimmed}\u00a0${UNITS[unit] ?? 'TB'}`;
}

/** "12,482": an integer with commas, as every number on screen. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
