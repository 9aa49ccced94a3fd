import type { Written } from '../../server/invocations/schema.ts';
import { ProgressBar } from '../_components/progress-bar.tsx';

/** Text as it comes, with the place where the next word will stand. */
export function BeingWritten({ written }: { written: Written }) {
  return (
    <section className="border-b px-4 py-4" aria-label="What has been written so far">
      {written.attempt > 1 ? <p className="mb-2 text-meta text-warn-text">The first try was lost. This is try {written.attempt}, from the beginning.</p> : null}
      <p className="wrap-anywhere whitespace-pre-wrap">
        {written.text.trimStart()}
        <span aria-hidden className="ml-0.5 inline-block h-4 w-0.5 translate-y-0.5 bg-accent" />
      </p>
      {written.progress !== undefined && written.progress < 1 ? (
        <ProgressBar className="mt-3" value={written.progress} label="How far the recording has been heard" />
      ) : null}
    </section>
  );
}
