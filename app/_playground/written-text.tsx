import type { Written } from '../../server/invocations/schema.ts';

/** Text as it comes, with the place where the next word will stand; that a first try was lost is said. */
export function WrittenText({ written: { attempt, text } }: { written: Written }) {
  return (
    <>
      {attempt > 1 ? <p className="mb-2 text-meta text-warn-text">The first try was lost. This is try {attempt}, from the beginning.</p> : null}
      <p className="wrap-anywhere whitespace-pre-wrap">
        {text.trimStart()}
        <span aria-hidden className="ml-0.5 inline-block h-4 w-0.5 translate-y-0.5 bg-accent" />
      </p>
    </>
  );
}
