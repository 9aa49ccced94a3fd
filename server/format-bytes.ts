const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
const noBreakSpace = '\u00a0';

function scaleOf(bytes: number): number {
  let scale = 0;
  for (let rest = Math.abs(bytes); rest >= 999.5 && scale < units.length - 1; rest /= 1000) scale += 1;
  return scale;
}

function figure(bytes: number, scale: number): string {
  const value = bytes / 1000 ** scale;
  if (scale === 0 || Math.abs(value) >= 99.95) return Math.round(value).toString();
  const digits = scale >= 3 && Math.abs(value) < 9.995 ? 2 : 1;
  const text = value.toFixed(digits);
  return Math.abs(value) < 9.95 ? text : text.replace(/\.0$/, '');
}

/** Decimal size with a no-break space: 132 B, 1.6 kB, 41 MB, 787 MB, 1.62 GB. `bytes` may be null: "–". */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return '–';
  const scale = scaleOf(bytes);
  return `${figure(bytes, scale)}${noBreakSpace}${units[scale]}`;
}

/** Part of a whole in the whole's unit: "391 of 512 MB", "0.87 of 1.25 GB", "2.0 of 12 GB". */
export function formatBytesOf(part: number, whole: number): string {
  const scale = scaleOf(whole);
  const size = whole / 1000 ** scale;
  const digits = scale === 0 || size >= 99.95 ? 0 : scale >= 3 && size < 9.995 ? 2 : 1;
  const wholeText = size.toFixed(digits).replace(/\.0+$/, '');
  return `${(Math.min(part, whole) / 1000 ** scale).toFixed(digits)} of ${wholeText}${noBreakSpace}${units[scale]}`;
}

/** Bytes per second: "41.2 MB/s". */
export function formatByteRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}
