'use client';

import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Keeps a scroller at its end as it grows, until it is scrolled up; then counts what came since. */
export function useFollowEnd(count: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [leftAt, setLeftAt] = useState<number | null>(null);

  useLayoutEffect(() => {
    if (leftAt === null && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
  }, [count, leftAt]);

  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
    setLeftAt((before) => (atEnd ? null : (before ?? count)));
  }, [count]);

  return { ref, missed: leftAt === null ? 0 : Math.max(0, count - leftAt), onScroll, toEnd: () => setLeftAt(null) };
}
