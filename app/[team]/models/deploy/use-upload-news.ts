import { useEffect, useRef, type RefObject } from 'react';
import { totalsOf, type UploadItem } from '../../../_client/uploader-item.ts';
import { formatSeconds } from '../../../_components/format/format-duration.ts';

const QUIET_MS = 5_000;

/**
 * For an element screen readers listen to: one sentence, at most every 5 s, every tenth of the way, and at once when the
 * upload ends or the connection is lost. Also asks before the tab is left while files are on their way.
 */
export function useUploadNews(items: readonly UploadItem[]): RefObject<HTMLParagraphElement | null> {
  const element = useRef<HTMLParagraphElement>(null);
  const saidAt = useRef(0);
  const totals = totalsOf(items);
  const tenth = totals.sizeBytes === 0 ? 0 : Math.floor((totals.sentBytes / totals.sizeBytes) * 10) * 10;
  const lost = items.some((item) => item.state === 'away');
  const left = totals.secondsLeft === null ? '' : `, ${formatSeconds(totals.secondsLeft)} left`;
  const text =
    items.length === 0 ? '' : totals.allDone ? 'Upload finished' : lost ? 'The connection is lost, the upload waits' : `Uploading, ${tenth} %${left}`;
  const urgent = totals.allDone || lost || items.length === 0;
  const said = useRef('');
  const topic = `${tenth} ${totals.allDone} ${lost} ${items.length === 0}`;
  useEffect(() => {
    if (said.current === topic || (!urgent && Date.now() - saidAt.current < QUIET_MS)) return;
    said.current = topic;
    saidAt.current = Date.now();
    if (element.current) element.current.textContent = text;
  }, [topic, text, urgent]);
  const moving = items.some((item) => item.file && item.state !== 'done' && item.state !== 'stopped');
  useEffect(() => {
    if (!moving) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [moving]);
  return element;
}
