'use client';

import { useState } from 'react';
import { formatCount } from '../../server/format-count.ts';

type HistogramProps = {
  counts: readonly number[];
  /** Values at the left end and the right end, as they are shown. */
  from: string;
  to: string;
  /** What bin `index` holds, for the readout: "0.12 to 0.18". */
  binLabel?: (index: number) => string;
  label: string;
  className?: string;
};

function Bars({ counts, at }: { counts: readonly number[]; at: number | null }) {
  const top = Math.max(1, ...counts);
  const width = 100 / Math.max(1, counts.length);
  return counts.map((count, index) => {
    const share = count === 0 ? 0 : Math.max(1.5, (count / top) * 100);
    return (
      <rect
        key={index}
        x={`${index * width}%`}
        y={`${100 - share}%`}
        width={`${width * 0.88}%`}
        height={`${share}%`}
        rx="1"
        className={index === at ? 'fill-data-1' : 'fill-data-2'}
      />
    );
  });
}

/** Counts per bin as bars from zero; the readout above names the bin under the pointer or arrow keys. */
export function Histogram({ counts, from, to, binLabel, label, className }: HistogramProps) {
  const [at, setAt] = useState<number | null>(null);
  const top = Math.max(1, ...counts);
  const read = at === null ? null : counts[at];

  function move(by: number) {
    setAt((before) => Math.min(counts.length - 1, Math.max(0, (before ?? (by > 0 ? -1 : counts.length)) + by)));
  }

  return (
    <figure className={className}>
      <figcaption className="mb-1 flex h-4 justify-between gap-3 text-meta text-ink-3 tnum">
        <span className="truncate">{label}</span>
        {at !== null && read !== undefined && (
          <span className="shrink-0 text-ink-2">
            {binLabel?.(at) ?? `bin ${at + 1}`}: {formatCount(read)}
          </span>
        )}
      </figcaption>
      <svg
        className="block h-20 w-full rounded-[2px]"
        role="img"
        aria-label={`${label}: ${counts.length} bins from ${from} to ${to}, largest ${formatCount(top)}`}
        tabIndex={0}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setAt(Math.min(counts.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * counts.length))));
        }}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') move(1);
          if (event.key === 'ArrowLeft') move(-1);
        }}
      >
        <Bars counts={counts} at={at} />
        <line x1="0" x2="100%" y1="100%" y2="100%" className="stroke-line-2" strokeWidth="1" />
      </svg>
      <div className="mt-1 flex justify-between text-meta text-ink-3 tnum">
        <span>{from}</span>
        <span>{to}</span>
      </div>
    </figure>
  );
}
