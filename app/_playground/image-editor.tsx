'use client';

import { Camera, Crop, Pencil } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { formatBytes } from '../../server/format-bytes.ts';
import { Button } from '../_components/button.tsx';
import { DrawingPad } from './drawing-pad.tsx';
import { FilePicker } from './file-picker.tsx';
import { FramePicker } from './frame-picker.tsx';
import { withFile, type ChosenFile, type MediaDraft } from './input-draft.ts';
import { useObjectUrl } from './use-object-url.ts';
import { Webcam } from './webcam.tsx';

// Few pictures are cut: its library waits until one is.
const CropEditor = dynamic(async () => (await import('./crop-editor.tsx')).CropEditor, { ssr: false });

type Way = 'file' | 'draw' | 'camera' | 'crop';

/** A picture: dropped, pasted, chosen, taken with the camera or from a video, whole or a part of it; drawn, where the model looks at drawings. */
export function ImageEditor({ draft, onChange }: { draft: MediaDraft; onChange(draft: MediaDraft): void }) {
  const { field, file } = draft;
  const url = useObjectUrl(file?.bytes ?? null, file?.mediaType);
  const [way, setWay] = useState<Way>('file');
  const [video, setVideo] = useState<ChosenFile | null>(null);
  const take = (chosen: ChosenFile | null) => onChange(withFile(field, chosen));
  const close = () => setWay('file');
  if (way === 'draw') return <DrawingPad onChange={(bytes) => take(bytes && { name: 'drawing.png', mediaType: 'image/png', bytes })} onClose={close} />;
  if (way === 'camera') return <Webcam onTake={take} onClose={close} />;
  if (way === 'crop' && file && url) return <CropEditor url={url} file={file} onCrop={take} onClose={close} />;
  if (video) return <FramePicker file={video} onTake={take} onClose={() => setVideo(null)} />;
  const isDrawn = field.steps.some((step) => step.kind === 'channels' && step.order === 'gray');
  return (
    <FilePicker
      accept={[...field.mediaTypes, 'video/*'].join(',')}
      title="Drop or paste a picture, or a video to take a frame from"
      chosen={file !== null}
      pasteAnywhere
      onFile={(chosen) => (chosen.mediaType.startsWith('video/') ? setVideo(chosen) : take(chosen))}
      actions={
        <>
          {isDrawn ? (
            <Button type="button" size="sm" onClick={() => setWay('draw')}>
              <Pencil className="size-4" strokeWidth={1.75} /> Draw
            </Button>
          ) : null}
          <Button type="button" size="sm" onClick={() => setWay('camera')}>
            <Camera className="size-4" strokeWidth={1.75} /> Camera
          </Button>
          {file ? (
            <Button type="button" size="sm" onClick={() => setWay('crop')}>
              <Crop className="size-4" strokeWidth={1.75} /> Crop
            </Button>
          ) : null}
        </>
      }
    >
      {file && url ? <Chosen url={url} file={file} /> : null}
    </FilePicker>
  );
}

function Chosen({ url, file }: { url: string; file: ChosenFile }) {
  const [size, setSize] = useState<string | null>(null);
  return (
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
  );
}
