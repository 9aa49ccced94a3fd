import { classNames } from './class-names.ts';

/** The turning arc in the colour of the text round it, for a control that is pending. */
export function Arc({ className = 'size-3.5' }: { className?: string }) {
  return (
    <svg className={classNames('shrink-0', className)} viewBox="0 0 14 14" aria-hidden="true">
      <g className="spin" fill="none" stroke="currentColor" strokeWidth="2">
        <circle cx="7" cy="7" r="5" strokeOpacity="0.3" />
        <path d="M7 2a5 5 0 0 1 5 5" strokeLinecap="round" />
      </g>
    </svg>
  );
}
