/** A piece of a recording: samples [start, end). */
export interface Window {
  start: number;
  end: number;
}

const LONGEST_S = 30;
const SEARCH_S = 5;
const QUIET_S = 0.1;

/**
 * A long recording in pieces of at most 30 s, each cut in the quietest tenth of a second of its last five, so that words
 * stay whole. What fits into one piece is one.
 */
export function windowsOf(samples: Float32Array, hz: number): Window[] {
  const longest = LONGEST_S * hz;
  const windows: Window[] = [];
  let start = 0;
  while (samples.length - start > longest) {
    const end = quietest(samples, { from: start + longest - SEARCH_S * hz, to: start + longest, hz });
    windows.push({ start, end });
    start = end;
  }
  windows.push({ start, end: samples.length });
  return windows;
}

function quietest(samples: Float32Array, { from, to, hz }: { from: number; to: number; hz: number }): number {
  const size = Math.round(QUIET_S * hz);
  let sum = 0;
  for (let at = from; at < from + size; at += 1) sum += (samples[at] as number) ** 2;
  let best = { sum, at: from };
  for (let at = from + 1; at + size <= to; at += 1) {
    sum += (samples[at + size - 1] as number) ** 2 - (samples[at - 1] as number) ** 2;
    if (sum < best.sum) best = { sum, at };
  }
  return best.at + Math.floor(size / 2);
}
