import { classNames } from './class-names.ts';

/** queued and wait: nobody worked; attempt: the whole of a try; lost: a try that failed; none: only a tick. */
export type WaterfallKind = 'queued' | 'wait' | 'load' | 'pre' | 'run' | 'post' | 'attempt' | 'lost' | 'none';

const fills: Record<WaterfallKind, string> = {
  queued: '',
  wait: '',
  lost: '',
  load: 'fill-data-2',
  pre: 'fill-data-2',
  post: 'fill-data-2',
  run: 'fill-data-1',
  attempt: 'fill-data-3',
  none: 'fill-line-2',
};

type WaterfallBarProps = { kind: WaterfallKind; start: number; share: number; reason?: string | undefined };

/** One bar at its place on the scale, at least 2 px wide. */
export function WaterfallBar({ kind, start, share, reason }: WaterfallBarProps) {
  const x = `${Math.min(100, start * 100)}%`;
  const width = `${Math.max(0, Math.min(share, 1 - start)) * 100}%`;
  const hatched = kind === 'queued' || kind === 'wait' || kind === 'lost';
  const end = start + share;
  return (
    <svg className="block h-3.5 w-full overflow-visible" aria-hidden="true">
      {hatched ? (
        <>
          <rect x={x} width="2" height="100%" className={kind === 'lost' ? 'fill-bad/40' : 'fill-data-2/40'} />
          <foreignObject x={x} width={width} height="100%">
            <div className={classNames('size-full rounded-[3px]', kind === 'lost' ? 'hatch-bad' : 'hatch')} />
          </foreignObject>
        </>
      ) : (
        <>
          <rect x={x} width="2" height="100%" rx="1" className={fills[kind]} />
          {kind !== 'none' && <rect x={x} width={width} height="100%" rx="3" className={fills[kind]} />}
        </>
      )}
      {reason && (
        <text
          x={`${(end < 0.55 ? end : start) * 100}%`}
          dx={end < 0.55 ? 6 : -6}
          y="11"
          textAnchor={end < 0.55 ? 'start' : 'end'}
          className="fill-bad-text text-meta max-sm:hidden"
        >
          {reason}
        </text>
      )}
    </svg>
  );
}
