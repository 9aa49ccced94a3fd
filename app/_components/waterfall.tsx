import { classNames } from './class-names.ts';
import { formatDuration } from './format/format-duration.ts';
import { Mark } from './mark.tsx';
import type { MarkShape } from './mark.tsx';
import { WaterfallBar } from './waterfall-bar.tsx';
import type { WaterfallKind } from './waterfall-bar.tsx';
import { waterfallTicks } from './waterfall-ticks.ts';

export type WaterfallRow = {
  id: string;
  /** "Queued", "Attempt 2", "load", "pre", "run", "post". */
  label: string;
  kind: WaterfallKind;
  startMs: number;
  durationMs: number;
  /** A part of the row above it. */
  part?: boolean;
  shape?: MarkShape;
  /** Beside the bar: why an attempt was lost. */
  reason?: string;
  /** In place of the time: "warm". */
  text?: string;
};

type WaterfallProps = {
  rows: readonly WaterfallRow[];
  totalMs: number;
  /** `full` has a time axis; `small` fits a column. */
  size?: 'full' | 'small';
  label: string;
  className?: string;
};

function Row({ row, totalMs, small }: { row: WaterfallRow; totalMs: number; small: boolean }) {
  const quiet = row.part || row.text !== undefined;
  return (
    <tr className={classNames('tnum', small ? 'h-5 text-meta' : 'h-7')}>
      <th
        scope="row"
        className={classNames('truncate', small ? 'text-ink-2' : '', !small && row.part ? 'pl-5 font-normal text-ink-2' : !small && 'font-medium')}
      >
        <span className="inline-flex items-center gap-1.5">
          {row.label}
          {row.shape && <Mark shape={row.shape} className="size-3" />}
        </span>
      </th>
      <td className="p-0">
        <WaterfallBar kind={row.text === undefined ? row.kind : 'none'} start={row.startMs / totalMs} share={row.durationMs / totalMs} reason={row.reason} />
        {row.reason && <span className="block text-meta text-bad-text sm:hidden">{row.reason}</span>}
      </td>
      <td className={classNames('text-right whitespace-nowrap', quiet && !small ? 'text-ink-2' : row.text && 'text-ink-3')}>
        {row.text ?? formatDuration(row.durationMs)}
      </td>
    </tr>
  );
}

/** Where the time of one run went, one row per part, all on one scale; the rows sum to the total. */
export function Waterfall({ rows, totalMs, size = 'full', label, className }: WaterfallProps) {
  const small = size === 'small';
  const total = Math.max(totalMs, 0.001);
  const ticks = small ? [] : waterfallTicks(total);
  return (
    <div className={className}>
      <div className={classNames('relative', !small && 'pt-6')}>
        {!small && (
          <svg
            className="pointer-events-none absolute inset-y-0 left-24 h-full w-[calc(100%-176px)] overflow-visible text-meta sm:left-32 sm:w-[calc(100%-208px)]"
            aria-hidden="true"
          >
            {ticks.map((tick, index) => (
              <g key={tick.at}>
                <line x1={`${(tick.at / total) * 100}%`} x2={`${(tick.at / total) * 100}%`} y1="24" y2="100%" className="stroke-data-grid" />
                <text x={`${(tick.at / total) * 100}%`} y="13" textAnchor={index === 0 ? 'start' : 'middle'} className="fill-ink-3 tnum">
                  {tick.label}
                </text>
              </g>
            ))}
          </svg>
        )}
        <table className="relative w-full table-fixed">
          <caption className="sr-only">{label}</caption>
          <colgroup>
            <col className={small ? 'w-13' : 'w-24 sm:w-32'} />
            <col />
            <col className={small ? 'w-16' : 'w-20'} />
          </colgroup>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} row={row} totalMs={total} small={small} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
