'use client';

import { Waveform } from '../waveform.tsx';

export interface Speech {
  segments: { start: number; end: number }[];
  frames: number[];
  hop_s: number;
}

const HEIGHT = 40;

/** Where somebody speaks: shaded on the recording, the model's certainty as a line, and a list. */
export function SegmentsView({ speech, recording }: { speech: Speech; recording: string | null }) {
  const { segments, frames } = speech;
  const spoken = segments.reduce((sum, { start, end }) => sum + end - start, 0);
  const points = frames.map((p, index) => `${index},${HEIGHT - p * HEIGHT}`).join(' ');
  return (
    <div className="flex flex-col gap-3">
      {recording ? <Waveform url={recording} regions={segments} label="The recording that was sent, with speech shaded" /> : null}
      <svg
        viewBox={`0 0 ${Math.max(1, frames.length - 1)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-10 w-full"
        role="img"
        aria-label="How sure the model is of speech, over time"
      >
        <line x1={0} x2={frames.length} y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-data-grid" vectorEffect="non-scaling-stroke" />
        <polyline points={points} fill="none" className="stroke-data-2" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
      </svg>
      {segments.length === 0 ? (
        <p className="text-ink-3">Nobody speaks.</p>
      ) : (
        <>
          <p>
            Speech {segments.length === 1 ? 'once' : `${segments.length} times`}, <span className="tnum">{spoken.toFixed(1)}</span> s in all.
          </p>
          <ol className="flex flex-wrap gap-2">
            {segments.map(({ start, end }) => (
              <li key={start} className="rounded-control border px-2 py-0.5 font-mono text-meta">
                {start.toFixed(2)} – {end.toFixed(2)} s
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
