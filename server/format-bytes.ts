/** Decimal units, as everywhere people read sizes: "4.0 MB", "33 MB", "97.5 MB", "4.3 GB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = value.toFixed(unit === 0 || value >= 100 ? 0 : 1);
  return `${value >= 10 ? text.replace(/\.0$/, '') : text}\u00a0${units[unit]}`;
}
