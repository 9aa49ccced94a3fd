'use client';

import { FileUp, FolderUp, Link } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../_components/button.tsx';
import { DropZone } from '../../../_components/drop-zone.tsx';
import { useShortcut } from '../../../_components/shortcuts.tsx';
import { FormatHints } from './format-hints.tsx';
import { isSource } from './hub-source.ts';
import { ImportDialog } from './import-dialog.tsx';
import { Gallery } from './gallery.tsx';
import { UnfinishedUploads } from './unfinished-uploads.tsx';

type DropPanelProps = { team: string; dragging: boolean; onChooseFiles: () => void; onChooseFolder: () => void };

/** The empty deploy page: where to drop, what can be dropped, samples, and files left from before. */
export function DropPanel({ team, dragging, onChooseFiles, onChooseFolder }: DropPanelProps) {
  useShortcut({ keys: 'o', label: 'Choose files', group: 'This page', run: onChooseFiles });
  const [source, setSource] = useState<string | null>(null);
  usePastedSource(setSource);
  return (
    <>
      <DropZone
        className="mt-5"
        state={dragging ? 'dragging' : 'rest'}
        title="Drop a model file or a folder"
        hint="Anywhere on this page. Moorage reads what it takes and gives from the file, loads it, runs it once, and hands you a playground and an API."
        actions={
          <>
            <Button variant="primary" size="lg" shortcut="o" icon={<FileUp className="size-4" strokeWidth={1.75} />} onClick={onChooseFiles}>
              Choose files
            </Button>
            <Button size="lg" icon={<FolderUp className="size-4" strokeWidth={1.75} />} onClick={onChooseFolder}>
              Choose a folder
            </Button>
            <Button size="lg" icon={<Link className="size-4" strokeWidth={1.75} />} shortcut="mod+v" onClick={() => setSource('')}>
              From Hugging Face or npm
            </Button>
          </>
        }
      />
      <UnfinishedUploads team={team} onChooseFiles={onChooseFiles} />
      <FormatHints />
      <Gallery team={team} />
      <ImportDialog key={source} team={team} open={source !== null} onOpenChange={(open) => !open && setSource(null)} initialSource={source ?? ''} />
    </>
  );
}

/** Pasting "hf:…", "npm:…" or the address of a model on the Hub anywhere on the page begins to deploy it. */
function usePastedSource(onSource: (source: string) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (isSource(text) && !(event.target instanceof HTMLInputElement)) onSource(text);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [onSource]);
}
