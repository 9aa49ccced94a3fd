'use client';

import { Dialog as Radix } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { classNames } from './class-names.ts';
import { useGiveFocusBack } from './use-give-focus-back.ts';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question or the order, as the heading. */
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, right-aligned; `footerStart` goes to their left. */
  footer?: ReactNode;
  footerStart?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** The safest useful control; by default the first one. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** False locks esc and clicks outside, for a secret shown once. */
  dismissable?: boolean;
  children?: ReactNode;
};

const widths = { sm: 'max-w-110', md: 'max-w-130', lg: 'max-w-180' };

/** A modal: confirms a loss, shows a secret, or holds one short form. Gives the focus back. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, footer, footerStart, size = 'md', initialFocus, dismissable = true, children } = props;
  const focus = useGiveFocusBack(initialFocus);
  const hold = (event: Event) => {
    if (!dismissable) event.preventDefault();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 appear bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onEscapeKeyDown={hold}
          onInteractOutside={(event) => {
            if (event.target instanceof Element && event.target.closest('[data-sonner-toaster]')) event.preventDefault();
            hold(event);
          }}
          {...focus}
          className={classNames(
            'fixed inset-x-4 top-1/2 z-50 mx-auto flex max-h-[calc(100dvh-32px)] w-auto -translate-y-1/2 rise flex-col rounded-dialog bg-raised shadow-dialog outline-none',
            widths[size],
          )}
        >
          <div className="px-5 pt-4">
            <Radix.Title className="text-head font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>}
          </div>
          {children ? <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-3 pb-4">{children}</div> : <div className="h-4" />}
          {(footer || footerStart) && (
            <div className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
              {footerStart && <div className="mr-auto">{footerStart}</div>}
              {footer}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
