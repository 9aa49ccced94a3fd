import { classNames } from './class-names.ts';

/** The M: two posts and the line between them. */
export function Logo({ className = 'size-5' }: { className?: string }) {
  return (
    <svg
      className={classNames('shrink-0', className)}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M4 20V5M20 20V5" />
      <path d="M4 6.2c1.6 5.6 4.4 8.6 8 8.6s6.4-3 8-8.6" />
    </svg>
  );
}
