import { classNames } from './class-names.ts';

export type SparkBar = { ok: number; failed?: number };

type SparklineProps = {
  /** Oldest first. */
  bars: readonly SparkBar[];
  /** A sentence: "Runs per 30 minutes, last 24 hours". */
  label: string;
  /** The last bar is now. */
  live?: boolean;
  /** Height as a class. */
  className?: string;
};

/** Counts as bars from zero; failed is red on top with a gap; nothing is a tick, not a hole. */
export function Sparkline({ bars, label, live = true, className = 'h-8.5' }: SparklineProps) {
  const width = 100 / Math.max(1, bars.length);
  const top = Math.max(1, ...bars.map((bar) => bar.ok + (bar.failed ?? 0)));
  return (
    <svg className={classNames('block w-full', className)} role="img" aria-label={label}>
      {bars.map(({ ok, failed = 0 }, index) => {
        const x = `${index * width}%`;
        const w = `${width * 0.76}%`;
        if (ok + failed === 0) return <rect key={index} x={x} y="100%" width={w} height="1" transform="translate(0 -1)" className="fill-track" />;
        const okShare = (ok / top) * 100;
        const failedShare = (failed / top) * 100;
        return (
          <g key={index}>
            {ok > 0 && (
              <rect
                x={x}
                y={`${100 - okShare}%`}
                width={w}
                height={`${okShare}%`}
                rx="1"
                className={live && index === bars.length - 1 ? 'fill-data-1' : 'fill-data-2'}
              />
            )}
            {failed > 0 && (
              <rect
                x={x}
                y={`${100 - okShare - failedShare}%`}
                width={w}
                height={`${failedShare}%`}
                rx="1"
                className="fill-bad stroke-surface"
                strokeWidth="1"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
