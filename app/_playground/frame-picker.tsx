'use client';

import { useRef, useState } from 'react';
import { CannotTake } from './cannot-take.tsx';
import type { ChosenFile } from './input-draft.ts';
import { pictureOf } from './picture-of.ts';
import { TakeRow } from './take-row.tsx';
import { useObjectUrl } from './use-object-url.ts';

/** One frame of a video, found with the player's own controls, as the picture that is sent. */
export function FramePicker({ file, onTake, onClose }: { file: ChosenFile; onTake(file: ChosenFile): void; onClose(): void }) {
  const url = useObjectUrl(file.bytes, file.mediaType);
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'opening' | 'ready' | 'unreadable'>('opening');
  const take = () => {
    if (!video.current) return;
    const { videoWidth: width, videoHeight: height, currentTime } = video.current;
    const name = `${file.name.replace(/\.\w+$/, '')}-${currentTime.toFixed(2)}s.png`;
    onTake({ name, mediaType: 'image/png', bytes: pictureOf(video.current, 'image/png', { x: 0, y: 0, width, height }) });
    onClose();
  };
  if (state === 'unreadable') {
    return (
      <CannotTake
        problem={`This browser cannot play ${file.name}. Convert it to MP4 (H.264) or WebM, or choose a picture.`}
        wayBack="Choose another file"
        onClose={onClose}
      />
    );
  }
  return (
    <div>
      <video
        ref={video}
        src={url ?? undefined}
        controls
        muted
        playsInline
        preload="auto"
        aria-label={`Video: ${file.name}`}
        className="max-h-64 w-full rounded-control border bg-sunken"
        onLoadedData={() => setState('ready')}
        onError={() => setState('unreadable')}
      />
      <p className="mt-1 text-meta text-ink-3">The model looks at one picture: stop at the frame it is to see.</p>
      <TakeRow label="Use this frame" waitingFor={state === 'opening' ? 'Opening the video' : undefined} onTake={take} onClose={onClose} />
    </div>
  );
}
