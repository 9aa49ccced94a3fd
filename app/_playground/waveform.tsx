'use client';

import { useEffect, useRef, useState } from 'react';
import type WaveSurfer from 'wavesurfer.js';

export interface Region {
  start: number;
  end: number;
}

interface WaveformProps {
  url: string;
  label: string;
  regions?: readonly Region[];
  /** Plays from there whenever it changes. */
  seek?: { to: number } | null;
  /** Where the player is, in seconds. */
  onTime?(seconds: number): void;
}

/** A recording as its wave, with a player under it; spans of it are shaded. */
export function Waveform({ url, label, regions = [], seek = null, onTime }: WaveformProps) {
  const box = useRef<HTMLDivElement>(null);
  const player = useRef<HTMLAudioElement>(null);
  const key = JSON.stringify(regions);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    let wave: WaveSurfer | null = null;
    let gone = false;
    void (async () => {
      const [{ default: Wave }, { default: Regions }] = await Promise.all([import('wavesurfer.js'), import('wavesurfer.js/dist/plugins/regions.esm.js')]);
      if (gone || !box.current || !player.current) return;
      const style = getComputedStyle(box.current);
      const color = (name: string) => style.getPropertyValue(name).trim();
      const spans = Regions.create();
      wave = Wave.create({
        container: box.current,
        media: player.current,
        height: 64,
        waveColor: color('--data-1'),
        progressColor: color('--accent'),
        cursorColor: color('--ink'),
        plugins: [spans],
      });
      wave.on('ready', () => {
        for (const { start, end } of JSON.parse(key) as Region[])
          spans.addRegion({ start, end, drag: false, resize: false, color: `color-mix(in srgb, ${color('--accent')} 20%, transparent)` });
      });
    })();
    return () => {
      gone = true;
      wave?.destroy();
    };
  }, [url, key]);
  const tell = useRef(onTime);
  useEffect(() => {
    tell.current = onTime;
  });
  useEffect(() => {
    if (!playing) return;
    // The browser tells the time four times a second; a word is shorter than that.
    let frame = requestAnimationFrame(function follow() {
      if (player.current) tell.current?.(player.current.currentTime);
      frame = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);
  useEffect(() => {
    if (!seek || !player.current) return;
    player.current.currentTime = seek.to;
    // A browser that refuses to play leaves the player where it was put.
    void player.current.play().catch(() => undefined);
  }, [seek]);
  return (
    <div>
      <div ref={box} className="overflow-hidden rounded-control border bg-sunken" role="img" aria-label={label} />
      <audio
        ref={player}
        src={url}
        controls
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onSeeked={(event) => onTime?.(event.currentTarget.currentTime)}
        className="mt-2 h-9 w-full"
        aria-label={label}
      />
    </div>
  );
}
