'use client';

import { useEffect, useState } from 'react';
import { formatDuration } from '../../_components/format/format-duration.ts';

/** "in 3 min 40 s", counting down; "now" when it is over. */
export function TimeLeft({ until }: { until: Date }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until.getTime() - now) / 1000);
  return <span suppressHydrationWarning>{seconds > 0 ? `in ${seconds < 60 ? `${seconds}\u00a0s` : formatDuration(seconds * 1000)}` : 'now'}</span>;
}
