import { classNames } from './class-names.ts';

/** One grey block of a layout that is on its way; give width and height as classes. Shows after 150 ms. */
export function Skeleton({ className = 'h-3.5 w-24' }: { className?: string }) {
  return <span aria-hidden="true" className={classNames('block max-w-full appear-late rounded-chip bg-track', className)} />;
}
