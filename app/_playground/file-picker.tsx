'use client';

import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../_components/button.tsx';
import { DropZone } from '../_components/drop-zone.tsx';
import { useFieldWiring } from '../_components/field-context.ts';
import type { ChosenFile } from './input-draft.ts';

/** A place to drop, paste or choose one file. What was chosen is shown by `children`. */
export function FilePicker(props: {
  accept: string;
  title: string;
  chosen: boolean;
  /** A picture pasted anywhere on the page is meant for this. */
  pasteAnywhere?: boolean;
  actions?: ReactNode;
  onFile(file: ChosenFile): void;
  children?: ReactNode;
}) {
  const { accept, title, chosen, pasteAnywhere = false, actions, onFile, children } = props;
  const input = useRef<HTMLInputElement>(null);
  const wiring = useFieldWiring({});
  const [dragging, setDragging] = useState(false);
  const take = async (file: File | null | undefined) => {
    if (file) onFile({ name: file.name || 'pasted', mediaType: file.type || 'application/octet-stream', bytes: new Uint8Array(await file.arrayBuffer()) });
  };
  useEffect(() => {
    if (!pasteAnywhere) return;
    const onPaste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!file || event.defaultPrevented) return;
      event.preventDefault();
      void take(file);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  });
  const choose = (
    <Button type="button" size="sm" onClick={() => input.current?.click()}>
      {chosen ? 'Choose another' : 'Choose a file'}
    </Button>
  );
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
        void take(event.dataTransfer.files[0]);
      }}
      onPaste={(event) => {
        const [file] = event.clipboardData.files;
        if (!file) return;
        event.preventDefault();
        void take(file);
      }}
    >
      <input
        {...wiring}
        ref={input}
        type="file"
        accept={accept}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {chosen ? (
        <>
          {children}
          <div className="mt-2 flex flex-wrap gap-2">
            {choose}
            {actions}
          </div>
        </>
      ) : (
        <DropZone
          size="small"
          state={dragging ? 'dragging' : 'rest'}
          title={title}
          dragText="Drop it here"
          actions={
            <>
              {choose}
              {actions}
            </>
          }
        />
      )}
    </div>
  );
}
