import { Fragment } from 'react';

/** A sentence in which `names between backticks` are what a machine reads: set in mono. */
export function Words({ text }: { text: string }) {
  const parts = text.split('`');
  // An odd number of parts means that every backtick has its partner.
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index % 2 === 1 ? <code className="rounded-chip bg-sunken px-1 font-mono text-[0.92em] wrap-anywhere">{part}</code> : part}
    </Fragment>
  ));
}
