'use client';

import { useEffect, useRef, useState } from 'react';
import { CannotTake } from './cannot-take.tsx';
import { pictureOf } from './picture-of.ts';
import type { ChosenFile } from './input-draft.ts';
import { TakeRow } from './take-row.tsx';

/** The camera's picture, live, and a button that takes it. The camera is let go when this closes. */
export function Webcam({ onTake, onClose }: { onTake(file: ChosenFile): void; onClose(): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'opening' | 'live' | { problem: string }>('opening');
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    void openCamera().then(
      (opened) => {
        stream = opened;
        if (gone || !video.current) return stop();
        video.current.srcObject = opened;
        setState('live');
      },
      (error: unknown) => gone || setState({ problem: explain(error) }),
    );
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const take = () => {
    if (!video.current) return;
    onTake({ name: 'camera.jpg', mediaType: 'image/jpeg', bytes: pictureOf(video.current, 'image/jpeg', whole(video.current)) });
    onClose();
  };
  if (typeof state === 'object') return <CannotTake problem={state.problem} wayBack="Choose a file instead" onClose={onClose} />;
  return (
    <div>
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        aria-label="What the camera sees"
        className="aspect-4/3 w-full rounded-control border bg-sunken object-contain"
      />
      <TakeRow label="Take the picture" waitingFor={state === 'opening' ? 'Opening the camera' : undefined} onTake={take} onClose={onClose} />
    </div>
  );
}

function whole({ videoWidth, videoHeight }: HTMLVideoElement) {
  return { x: 0, y: 0, width: videoWidth, height: videoHeight };
}

async function openCamera(): Promise<MediaStream> {
  // Over plain http, but for localhost, browsers leave it out.
  if (!('mediaDevices' in navigator)) throw new DOMException('', 'SecurityError');
  return navigator.mediaDevices.getUserMedia({ video: true });
}

function explain(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotFoundError') return 'This machine has no camera. Choose a file, or paste a picture.';
  if (name === 'NotAllowedError') return 'The camera may not be used: allow it for this page beside its address, then try again.';
  if (name === 'SecurityError') return 'Browsers give the camera only to pages over https and on this machine itself.';
  return 'The camera cannot be used: another program may have it. Close that, then try again.';
}
