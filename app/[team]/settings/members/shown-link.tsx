'use client';

import { useRef } from 'react';
import { Button } from '../../../_components/button.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import { Dialog } from '../../../_components/dialog.tsx';

/** A link that is shown this once, to copy and send. */
export function ShownLink({ title, description, url, onDone }: { title: string; description: string; url: string | null; onDone(): void }) {
  const copy = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={url !== null}
      onOpenChange={(open) => (open ? undefined : onDone())}
      title={title}
      description={description}
      initialFocus={copy}
      footer={
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      }
    >
      <div className="flex items-center gap-2 rounded-control border bg-sunken p-3">
        <code data-testid="shown-link" className="font-mono text-meta break-all select-all">
          {url}
        </code>
        <CopyButton ref={copy} value={url ?? ''} />
      </div>
    </Dialog>
  );
}
