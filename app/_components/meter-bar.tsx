import { classNames } from './class-names.ts';

export type MeterSegment = {
  /** What it is, for the title and screen readers. */
  label: string;
  value: number;
  /** `loading` is hatched: not there yet. */
  loading?: boolean;
};

type MeterBarProps = {
  segments: readonly MeterSegment[];
  total: number;
  /** A sentence: "1.2 of 4 GB". */
  label: string;
  size?: 'thin' | 'thick';
  className?: string;
};

/** Parts of a limited whole, one segment per version in row order, on the chart ramp. */
export function MeterBar({ segments, total, label, size = 'thick', className }: MeterBarProps) {
  const share = (value: number) => (total > 0 ? Math.min(100, (value / total) * 100) : 0);
  const starts = segments.map((_, index) => share(segments.slice(0, index).reduce((sum, segment) => sum + segment.value, 0)));
  return (
    <svg
      className={classNames('block w-full overflow-hidden', size === 'thick' ? 'h-2.5 rounded-[3px]' : 'h-1.5 rounded-full', className)}
      role="img"
      aria-label={label}
    >
      <rect width="100%" height="100%" className="fill-track" />
      {segments.map((segment, index) => {
        const place = { x: `${starts[index]}%`, width: `${share(segment.value)}%`, height: '100%' };
        return (
          <g key={index}>
            <title>{segment.label}</title>
            {segment.loading ? (
              <foreignObject {...place}>
                <div className="size-full hatch" />
              </foreignObject>
            ) : (
              <rect
                {...place}
                className={classNames('stroke-surface', index % 2 === 0 && segments.length > 1 ? 'fill-data-1' : 'fill-data-2')}
                strokeWidth={segments.length > 1 ? 1 : 0}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
