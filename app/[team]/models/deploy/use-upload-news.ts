import { useEffect, useState } from 'react';
import { totalsOf, type UploadItem } from '../../../_client/uploader-item.ts';
import { formatSeconds } from '../../../_components/format/format-duration.ts';

const QUIET_MS = 5_000;

/** One sentence for screen readers, at most every 5 s, every tenth of the way; also asks before the tab is left. */
export function useUploadNews(items: readonly UploadItem[]): string {
  const totals = totalsOf(items);
  const tenth = totals.sizeBytes === 0 ? 0 : Math.floor((totals.sentBytes / totals.sizeBytes) * 10) * 10;
  const lost = items.some((item) => item.state === 'away');
  const [news, setNews] = useState({ text: '', at: 0 });
  const left = totals.secondsLeft === null ? '' : `, ${formatSeconds(totals.secondsLeft)} left`;
  const text =
    items.length === 0 ? '' : totals.allDone ? 'Upload finished' : lost ? 'The connection is lost, the upload waits' : `Uploading, ${tenth} %${left}`;
  const topic = `${tenth}${totals.allDone}${lost}${items.length === 0}`;
  useEffect(() => {
    setNews((now) => (Date.now() - now.at < QUIET_MS && !totals.allDone ? now : { text, at: Date.now() }));
    // Only the next tenth, the end or a lost connection is worth a word.
  }, [topic]);
  const moving = items.some((item) => item.file && item.state !== 'done' && item.state !== 'stopped');
  useEffect(() => {
    if (!moving) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [moving]);
  return news.text;
}
