'use client';

import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question: "Delete yolox-nano v3?" */
  title: ReactNode;
  /** The loss, with numbers, and how long it can be undone. */
  description: ReactNode;
  /** The verb: "Delete v3". */
  confirmLabel: string;
  pendingLabel?: string;
  keepLabel?: string;
  danger?: boolean;
  /** A word that must be typed first. */
  typed?: string;
  /** The dialog closes when it resolves, and shows the message of what it throws. */
  onConfirm: () => void | Promise<unknown>;
};

function useConfirm({ onConfirm, onOpenChange }: Pick<ConfirmDialogProps, 'onConfirm' | 'onOpenChange'>) {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [word, setWord] = useState('');

  function change(next: boolean) {
    setError(null);
    setWord('');
    onOpenChange(next);
  }

  async function confirm() {
    setPending(true);
    setError(null);
    try {
      await onConfirm();
      change(false);
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : 'It could not be done. Try again.');
    } finally {
      setPending(false);
    }
  }

  return { pending, error, word, setWord, change, confirm };
}

/** Asks before a loss; the focus starts on keeping. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, description, confirmLabel, pendingLabel, keepLabel = 'Keep it', danger = true, typed } = props;
  const keep = useRef<HTMLButtonElement>(null);
  const { pending, error, word, setWord, change, confirm } = useConfirm(props);
  const locked = typed !== undefined && word !== typed;
  const act = {
    variant: danger ? ('danger' as const) : ('primary' as const),
    pending,
    disabled: locked,
    ...(pendingLabel ? { pendingLabel } : {}),
    ...(locked ? { disabledReason: `Type ${typed} first` } : {}),
  };
  const footer = (
    <>
      <Button ref={keep} variant="ghost" onClick={() => change(false)}>
        {keepLabel}
      </Button>
      <Button {...act} onClick={confirm}>
        {confirmLabel}
      </Button>
    </>
  );
  return (
    <Dialog open={open} onOpenChange={change} title={title} description={description} size="sm" initialFocus={keep} footer={footer}>
      {typed !== undefined || error ? (
        <div className="space-y-3">
          {typed !== undefined && (
            <Field label={`Type ${typed} to confirm`}>
              <Input value={word} onChange={(event) => setWord(event.target.value)} autoComplete="off" spellCheck={false} />
            </Field>
          )}
          {error && (
            <p role="alert" className="text-bad-text">
              {error}
            </p>
          )}
        </div>
      ) : undefined}
    </Dialog>
  );
}
