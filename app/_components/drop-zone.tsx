import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Mark } from './mark.tsx';

export type DropState = 'rest' | 'dragging' | 'refused';

type DropZoneProps = {
  state?: DropState;
  title: string;
  hint?: ReactNode;
  /** While dragging: "Drop to add 2 files, 787 MB". */
  dragText?: string;
  /** While refused: why, and the remedy. */
  reason?: ReactNode;
  /** The keyboard path: buttons that choose files, a folder, a link. */
  actions?: ReactNode;
  /** `small` is one line, in a form. */
  size?: 'page' | 'small';
  className?: string;
};

const edges: Record<DropState, string> = {
  rest: 'border-dashed border-line-control bg-surface',
  dragging: 'border-accent bg-accent-soft',
  refused: 'border-bad bg-surface',
};

/** Where files are dropped, as a picture of its state; the page listens for the drop itself. */
export function DropZone({ state = 'rest', title, hint, dragText, reason, actions, size = 'page', className }: DropZoneProps) {
  const words = state === 'dragging' && dragText ? dragText : title;
  const refusal = state === 'refused' && reason && (
    <p role="alert" className={classNames('flex items-start gap-2 text-bad-text', size === 'page' && 'mt-4 max-w-140')}>
      <Mark shape="bad" className="mt-[3px] size-3.5" />
      <span className="min-w-0 text-left">{reason}</span>
    </p>
  );
  if (size === 'small')
    return (
      <div
        className={classNames(
          'flex flex-wrap items-center justify-center gap-3 rounded-card border-[1.5px] p-5',
          edges[state],
          state === 'dragging' ? 'font-medium text-accent-text' : 'text-ink-2',
          className,
        )}
      >
        <Upload className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span>{words}</span>
        {actions}
        {refusal}
      </div>
    );
  return (
    <div
      role="region"
      aria-label={title}
      className={classNames('flex flex-col items-center rounded-card border-[1.5px] px-6 py-14 text-center lg:py-20', edges[state], className)}
    >
      <span
        className={classNames('flex size-12 items-center justify-center rounded-full text-accent-text', state === 'dragging' ? 'bg-surface' : 'bg-accent-soft')}
      >
        <Upload className="size-5.5" strokeWidth={1.75} aria-hidden="true" />
      </span>
      <h2 className={classNames('mt-5 text-display font-semibold', state === 'dragging' && 'text-accent-text')}>{words}</h2>
      {hint && <div className="mt-2 max-w-120 text-ink-2">{hint}</div>}
      {refusal}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
