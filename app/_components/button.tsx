'use client';

import { Check } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { Arc } from './arc.tsx';
import { buttonClass } from './button-class.ts';
import type { ButtonSize, ButtonVariant } from './button-class.ts';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** 16 px icon before the label, only if it helps to find the button. */
  icon?: ReactNode;
  /** Shown from 1024 px up, such as "mod+enter"; register it with useShortcut. */
  shortcut?: string;
  pending?: boolean;
  /** The verb in -ing ("Deploying"); reserves its width so that nothing jumps. */
  pendingLabel?: string;
  done?: boolean;
  doneLabel?: string;
  /** Keeps a disabled button focusable and says why in a tooltip. */
  disabledReason?: string;
};

function Face({ shown, children }: { shown: boolean; children: ReactNode }) {
  return (
    <span aria-hidden={!shown || undefined} className={classNames('flex items-center justify-center gap-2 [grid-area:1/1]', !shown && 'invisible')}>
      {children}
    </span>
  );
}

/** A button in its states: rest, pending, done, disabled (with its reason). */
export function Button(props: ButtonProps) {
  const { variant = 'secondary', size = 'md', icon, shortcut, pending = false, pendingLabel, done = false, doneLabel, disabledReason, ...rest } = props;
  const { disabled = false, className, onClick, children, type = 'button', ...native } = rest;
  const explained = disabled && disabledReason !== undefined;
  const blocked = disabled || pending;
  const face = pending ? 'pending' : done && doneLabel ? 'done' : 'rest';

  function click(event: MouseEvent<HTMLButtonElement>) {
    if (blocked) event.preventDefault();
    else onClick?.(event);
  }

  const button = (
    <button
      type={type}
      {...native}
      disabled={disabled && !explained}
      aria-disabled={explained || pending || undefined}
      aria-busy={pending || undefined}
      onClick={click}
      className={buttonClass({ variant, size, className })}
    >
      <span className="grid min-w-0">
        <Face shown={face === 'rest'}>
          {icon}
          {children}
          {shortcut && <Kbd keys={shortcut} onAccent={variant === 'primary'} />}
        </Face>
        {(pending || pendingLabel) && (
          <Face shown={face === 'pending'}>
            <Arc />
            {pendingLabel ?? <span className="sr-only">{children}</span>}
          </Face>
        )}
        {doneLabel && (
          <Face shown={face === 'done'}>
            <Check className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
            {doneLabel}
          </Face>
        )}
      </span>
    </button>
  );
  return explained ? <Tooltip content={disabledReason}>{button}</Tooltip> : button;
}
