'use client';

import { useEffect, useState } from 'react';
import { formatDuration } from './format/format-duration.ts';

/** Time since `since`, counting up ten times a second at first, then each second. */
export function ElapsedTime({ since, className }: { since: Date | string | number; className?: string }) {
  const start = new Date(since).getTime();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), now - start < 10_000 ? 100 : 1000);
    return () => clearTimeout(timer);
  }, [start, now]);
  const elapsed = Math.max(0, now - start);
  return (
    <span className={className} suppressHydrationWarning>
      {elapsed < 10_000 ? `${(elapsed / 1000).toFixed(1)}\u00a0s` : formatDuration(elapsed)}
    </span>
  );
}
