import { classNames } from './class-names.ts';

/** First letters of the first two words, as they are written: "Owner account" is Oa. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).slice(0, 2);
  return words.map((word) => [...word][0] ?? '').join('');
}

/** A person, as initials in a circle; the name stands beside it or is its label. */
export function Avatar({ name, className = 'size-6' }: { name: string; className?: string }) {
  return (
    <span
      className={classNames('inline-flex shrink-0 items-center justify-center rounded-full bg-track text-[10px] font-medium text-ink-2', className)}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

/** A team, as its first letter in an ink square. */
export function TeamMark({ name }: { name: string }) {
  return (
    <span className="inline-flex size-5 shrink-0 items-center justify-center rounded-chip bg-ink text-[11px] font-semibold text-surface" aria-hidden="true">
      {[...name.trim()][0]?.toUpperCase() ?? ''}
    </span>
  );
}
