'use client';

import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';

/** How far below the window's edge the end of a list may be for more of it to be fetched. */
const AHEAD = '600px';

/** At the end of a list of pages: brings the next one when it comes near, and when it is pressed. */
export function ShowMore({ pending, failed, onMore }: { pending: boolean; failed: boolean; onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  // Watched anew after each page: a short one leaves the end where it was. What failed is tried again by hand only.
  useEffect(() => {
    if (pending || failed || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current(), { rootMargin: AHEAD });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [pending, failed]);
  return (
    <div ref={end} className="mt-4 flex justify-center">
      <Button pending={pending} pendingLabel="Loading" onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}
