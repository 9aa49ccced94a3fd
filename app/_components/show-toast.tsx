'use client';

import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import { Mark } from './mark.tsx';
import { provideCorner } from './toast-corner.tsx';

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

let mounted = false;
const early: (() => void)[] = [];

function Corner() {
  useEffect(() => {
    mounted = true;
    for (const show of early.splice(0)) show();
  }, []);
  return (
    <Toaster
      position="bottom-right"
      gap={10}
      offset={16}
      mobileOffset={{ bottom: 68, left: 16, right: 16 }}
      duration={6000}
      visibleToasts={4}
      containerAriaLabel="Notices"
    />
  );
}

provideCorner(<Corner />);

/** Says what happened, at the bottom right, for 6 s; an error stays until it is closed. */
export function showToast(notice: Toast): void {
  const show = () =>
    toast.custom((id) => <Face notice={notice} close={() => toast.dismiss(id)} />, {
      duration: notice.tone === 'bad' ? Number.POSITIVE_INFINITY : 6000,
      ...(notice.id === undefined ? {} : { id: notice.id }),
    });
  // Sonner forgets what is said before its corner is there.
  if (mounted) show();
  else early.push(show);
}
