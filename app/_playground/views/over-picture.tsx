'use client';

import { useState } from 'react';
import type { ReactNode } from 'react';

/** A picture with shapes drawn over it, in its own pixels. */
export function OverPicture({ src, alt, children }: { src: string; alt: string; children(size: { width: number; height: number }): ReactNode }) {
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  return (
    <div className="relative w-fit max-w-full overflow-hidden rounded-control border bg-sunken">
      {/* eslint-disable-next-line @next/next/no-img-element -- a picture of a run, behind a sign-in */}
      <img
        src={src}
        alt={alt}
        className="block max-h-120 max-w-full"
        onLoad={(event) => setSize({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })}
      />
      {size ? (
        <svg className="absolute inset-0 size-full" viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
          {children(size)}
        </svg>
      ) : null}
    </div>
  );
}
