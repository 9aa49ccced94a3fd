'use client';

import { useEffect, useState } from 'react';
import { formatExactTime, formatRelativeTime } from './format/format-time.ts';

const SLACK_MS = 310_000;

function nextChangeMs(at: Date, now: number): number {
  const age = Math.abs(now - at.getTime());
  if (age < 60_000) return 1000;
  return age < 3_600_000 ? 20_000 : 300_000;
}

/** A moment as "2 min ago", kept true; exact with its zone on hover and for screen readers that ask. */
export function RelativeTime({ at, className }: { at: Date | string | number; className?: string }) {
  const time = new Date(at).getTime();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), nextChangeMs(new Date(time), now));
    return () => clearTimeout(timer);
  }, [time, now]);
  const moment = new Date(time);
  // A moment that has just come with fresh data is "now", not in the future of a clock that ticks slowly.
  const seen = time > now && time - now < SLACK_MS ? time : now;
  return (
    <time dateTime={moment.toISOString()} title={formatExactTime(moment)} className={className} suppressHydrationWarning>
      {formatRelativeTime(moment, new Date(seen))}
    </time>
  );
}
