import type { Written } from '../../server/invocations/schema.ts';
import { ProgressBar } from '../_components/progress-bar.tsx';
import { WrittenText } from './written-text.tsx';

/** What a run has written so far, and how far it has come. */
export function BeingWritten({ written }: { written: Written }) {
  return (
    <section className="border-b px-4 py-4" aria-label="What has been written so far">
      <WrittenText written={written} />
      {written.progress !== undefined && written.progress < 1 ? (
        <ProgressBar className="mt-3" value={written.progress} label="How far the recording has been heard" />
      ) : null}
    </section>
  );
}
