'use client';

import { useState } from 'react';
import { Button } from '../_components/button.tsx';
import { formatBytes } from '../_components/format/format-bytes.ts';
import { DrawingPad } from './drawing-pad.tsx';
import { FilePicker } from './file-picker.tsx';
import { withFile, type MediaDraft } from './input-draft.ts';
import { useObjectUrl } from './use-object-url.ts';

/** A picture: dropped, pasted or chosen; drawn, where the model looks at drawings. */
export function ImageEditor({ draft, onChange }: { draft: MediaDraft; onChange(draft: MediaDraft): void }) {
  const { field, file } = draft;
  const url = useObjectUrl(file?.bytes ?? null, file?.mediaType);
  const [size, setSize] = useState<string | null>(null);
  const drawn = field.steps.some((step) => step.kind === 'channels' && step.order === 'gray');
  const [drawing, setDrawing] = useState(false);
  if (drawing) {
    return (
      <DrawingPad
        onChange={(bytes) => onChange(withFile(field, bytes && { name: 'drawing.png', mediaType: 'image/png', bytes }))}
        onClose={() => setDrawing(false)}
      />
    );
  }
  return (
    <FilePicker
      accept={field.mediaTypes.join(',')}
      title="Drop or paste a picture"
      chosen={file !== null}
      onFile={(chosen) => onChange(withFile(field, chosen))}
      actions={
        drawn ? (
          <Button type="button" size="sm" onClick={() => setDrawing(true)}>
            Draw
          </Button>
        ) : undefined
      }
    >
      {file && url ? (
        <figure>
          {/* eslint-disable-next-line @next/next/no-img-element -- a file of the person's own, in memory */}
          <img
            src={url}
            alt={`The picture to send: ${file.name}`}
            className="max-h-64 w-full rounded-control border bg-sunken object-contain"
            onLoad={(event) => setSize(`${event.currentTarget.naturalWidth} × ${event.currentTarget.naturalHeight}`)}
          />
          <figcaption className="mt-1 truncate text-meta text-ink-3">
            {file.name}, {formatBytes(file.bytes.byteLength)}
            {size ? `, ${size}` : ''}
          </figcaption>
        </figure>
      ) : null}
    </FilePicker>
  );
}
