import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

type BadgeProps = {
  /** 12 px icon, for tasks only. */
  icon?: ReactNode;
  /** `active` is a version's: inverted ink. */
  tone?: 'plain' | 'active';
  className?: string;
  children: ReactNode;
};

/** A plain fact in a chip ("opset 17", "private", a task). Never a status. */
export function Badge({ icon, tone = 'plain', className, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 w-fit min-w-0 items-center gap-1 rounded-chip px-1.5 text-meta whitespace-nowrap [&>svg]:size-3 [&>svg]:shrink-0',
        tone === 'active' ? 'bg-ink text-surface' : 'bg-sunken text-ink-2',
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
