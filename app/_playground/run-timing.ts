import type { Timings } from '../../server/invocations/schema.ts';
import type { WaterfallRow } from '../_components/waterfall.tsx';

/** The phases of a run one after another; they sum to the total. */
export function timingRows(timings: Timings): WaterfallRow[] {
  const warm = timings.loadMs === 0;
  let at = 0;
  const row = (kind: WaterfallRow['kind'], durationMs: number, text?: string): WaterfallRow => {
    const made = { id: kind, label: kind, kind, startMs: at, durationMs, ...(text ? { text } : {}) };
    at += durationMs;
    return made;
  };
  return [
    row('queued', timings.queuedMs),
    row('load', timings.loadMs, warm ? 'warm' : undefined),
    row('pre', timings.preMs),
    row('run', timings.runMs),
    row('post', timings.postMs),
  ];
}
