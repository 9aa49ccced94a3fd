'use client';

import { useRef, useState } from 'react';
import ReactCrop, { type PercentCrop } from 'react-image-crop';
import 'react-image-crop/dist/ReactCrop.css';
import type { ChosenFile } from './input-draft.ts';
import { pictureOf } from './picture-of.ts';
import { TakeRow } from './take-row.tsx';

const MIDDLE: PercentCrop = { unit: '%', x: 10, y: 10, width: 80, height: 80 };

/** The part of a picture that is sent: drawn with the pointer, or moved and sized with the arrow keys. */
export function CropEditor({ url, file, onCrop, onClose }: { url: string; file: ChosenFile; onCrop(file: ChosenFile): void; onClose(): void }) {
  const image = useRef<HTMLImageElement>(null);
  const [crop, setCrop] = useState<PercentCrop>(MIDDLE);
  const cut = () => {
    if (!image.current) return;
    const { naturalWidth, naturalHeight } = image.current;
    const part = {
      x: (crop.x / 100) * naturalWidth,
      y: (crop.y / 100) * naturalHeight,
      width: (crop.width / 100) * naturalWidth,
      height: (crop.height / 100) * naturalHeight,
    };
    // What is no photo keeps its edges and its transparency.
    const mediaType = file.mediaType === 'image/jpeg' ? 'image/jpeg' : 'image/png';
    const name = `${file.name.replace(/\.\w+$/, '')}-part.${mediaType === 'image/jpeg' ? 'jpg' : 'png'}`;
    onCrop({ name, mediaType, bytes: pictureOf(image.current, mediaType, part) });
    onClose();
  };
  return (
    <div>
      <ReactCrop
        crop={crop}
        onChange={(_, percent) => setCrop(percent)}
        minWidth={8}
        minHeight={8}
        keepSelection
        ariaLabels={{
          cropArea: 'The part that is sent: arrow keys move it',
          nwDragHandle: 'Upper left corner: arrow keys size the part',
          nDragHandle: 'Upper edge: arrow keys size the part',
          neDragHandle: 'Upper right corner: arrow keys size the part',
          eDragHandle: 'Right edge: arrow keys size the part',
          seDragHandle: 'Lower right corner: arrow keys size the part',
          sDragHandle: 'Lower edge: arrow keys size the part',
          swDragHandle: 'Lower left corner: arrow keys size the part',
          wDragHandle: 'Left edge: arrow keys size the part',
        }}
      >
        {/* eslint-disable-next-line @next/next/no-img-element -- a file of the person's own, in memory */}
        <img ref={image} src={url} alt={`The picture to cut: ${file.name}`} />
      </ReactCrop>
      <TakeRow label="Use this part" onTake={cut} onClose={onClose} />
    </div>
  );
}
