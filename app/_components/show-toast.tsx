'use client';

import { X } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { Mark } from './mark.tsx';

export type Toast = {
  /** One sentence, without a full stop. */
  title: string;
  /** One fact under it. */
  fact?: string;
  tone?: 'done' | 'live' | 'warn' | 'bad';
  /** One action; Undo goes first. The toast closes when it is taken. */
  action?: { label: string; run: () => void };
  /** The same id replaces the toast that is there. */
  id?: string;
};

function Face({ notice, close }: { notice: Toast; close: () => void }) {
  const { title, fact, tone = 'done', action } = notice;
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className="pointer-events-auto flex w-full items-center gap-3 rounded-card bg-raised py-2.5 pr-2.5 pl-3.5 font-sans text-ink shadow-pop sm:w-89"
    >
      <Mark shape={tone} className="size-4" />
      <div className="min-w-0 flex-1 leading-[18px]">
        <div className="text-ui font-medium wrap-break-word">{title}</div>
        {fact && <div className="text-meta wrap-break-word text-ink-3 tnum">{fact}</div>}
      </div>
      {action && (
        <Button
          size="sm"
          onClick={() => {
            action.run();
            close();
          }}
        >
          {action.label}
        </Button>
      )}
      {(tone === 'bad' || !action) && (
        <IconButton label="Close" bare onClick={close}>
          <X className="size-4" strokeWidth={1.75} />
        </IconButton>
      )}
    </div>
  );
}

/** Says what happened, at the bottom right, for 6 s; an error stays until it is closed. Returns its id. */
export function showToast(notice: Toast): string | number {
  return toast.custom((id) => <Face notice={notice} close={() => toast.dismiss(id)} />, {
    duration: notice.tone === 'bad' ? Number.POSITIVE_INFINITY : 6000,
    ...(notice.id === undefined ? {} : { id: notice.id }),
  });
}
