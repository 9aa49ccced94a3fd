'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Ref } from 'react';
import { Button } from './button.tsx';
import type { ButtonSize, ButtonVariant } from './button-class.ts';
import { copyText } from './copy-text.ts';
import { IconButton } from './icon-button.tsx';

type CopyButtonProps = {
  /** The text, or what makes it when asked. */
  value: string | (() => string | Promise<string>);
  /** "Copy", "Copy curl"; with `iconOnly` its name. */
  label?: string;
  iconOnly?: boolean;
  variant?: ButtonVariant;
  size?: ButtonSize;
  shortcut?: string;
  onCopied?: () => void;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
};

/** Copies, and says "Copied" for 1.5 s. */
export function CopyButton(props: CopyButtonProps) {
  const { value, label = 'Copy', iconOnly = false, variant, size = 'sm', shortcut, onCopied, className, ref } = props;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await copyText(typeof value === 'string' ? value : await value());
      setCopied(true);
      onCopied?.();
    } catch (cause) {
      // Copying is on every page, its failure on hardly any.
      const { showToast } = await import('./show-toast.tsx');
      showToast({ title: 'Not copied', fact: cause instanceof Error ? cause.message : 'The browser refused.', tone: 'bad' });
    }
  }

  const common = { size, onClick: copy, ...(className ? { className } : {}), ...(ref ? { ref } : {}) };
  const icon = copied ? <Check className="size-4" strokeWidth={1.75} /> : <Copy className="size-4" strokeWidth={1.75} />;
  if (iconOnly)
    return (
      <IconButton label={copied ? 'Copied' : label} variant={variant ?? 'ghost'} {...common}>
        {icon}
      </IconButton>
    );
  return (
    <Button
      icon={<Copy className="size-4" strokeWidth={1.75} />}
      variant={variant ?? 'secondary'}
      done={copied}
      doneLabel="Copied"
      {...(shortcut ? { shortcut } : {})}
      {...common}
    >
      {label}
    </Button>
  );
}
