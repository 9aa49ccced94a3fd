const noBreakSpace = '\u00a0';

function split(seconds: number, large: readonly [number, string], small: readonly [number, string]): string {
  const whole = Math.floor(seconds / large[0]);
  const rest = Math.floor((seconds % large[0]) / small[0]);
  const head = `${whole}${noBreakSpace}${large[1]}`;
  return rest === 0 ? head : `${head} ${rest}${noBreakSpace}${small[1]}`;
}

/**
 * A length of time, from milliseconds: 0.04 ms, 0.42 ms, 1.8 ms, 21.3 ms, 30 ms, 640 ms, 3.42 s, 13.1 s, 2 min 5 s, 3 h 10 min, 12 d 4 h.
 * Null or unknown is "–".
 */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 0.0005) return `0${noBreakSpace}ms`;
  if (ms < 0.995) return `${ms.toFixed(2)}${noBreakSpace}ms`;
  if (ms < 9.95) return `${ms.toFixed(1)}${noBreakSpace}ms`;
  if (ms < 99.95) return `${ms.toFixed(1).replace(/\.0$/, '')}${noBreakSpace}ms`;
  if (ms < 999.5) return `${Math.round(ms)}${noBreakSpace}ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)}${noBreakSpace}s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}${noBreakSpace}s`;
  const round = Math.round(seconds);
  if (round < 3600) return split(round, [60, 'min'], [1, 's']);
  if (round < 86_400) return split(round, [3600, 'h'], [60, 'min']);
  return split(round, [86_400, 'd'], [3600, 'h']);
}

/** Time left or so far, in whole seconds while it is short: 3 s, 45 s, 2 min 5 s. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole}${noBreakSpace}s` : formatDuration(whole * 1000);
}
