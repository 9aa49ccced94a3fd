'use client';

import { useId, useState } from 'react';
import { classNames } from '../../_components/class-names.ts';
import { coloursOf } from './colours.ts';
import { formatShare } from './format-share.ts';
import { OverPicture } from './over-picture.tsx';

export interface Mask {
  label: string;
  score: number | null;
  /** PNG of one channel, base64. */
  mask: string;
}

/** Masks tinted over the picture that was sent; a click on one shows it alone. */
export function MasksView({ masks, picture }: { masks: readonly Mask[]; picture: string | null }) {
  const id = useId();
  const [opacity, setOpacity] = useState(0.5);
  const [alone, setAlone] = useState<number | null>(null);
  const colours = coloursOf(masks.map(({ label }, index) => `${label}${index}`));
  const colourOf = (index: number) => colours.get(`${masks[index]?.label}${index}`) ?? 'var(--out-1)';
  if (masks.length === 0) return <p className="text-ink-3">Nothing was found.</p>;
  return (
    <div className="flex flex-col gap-3">
      {picture ? (
        <OverPicture src={picture} alt={`The picture that was sent, with ${masks.length} masks`}>
          {({ width, height }) =>
            masks.map(({ mask }, index) =>
              alone === null || alone === index ? (
                <g key={index}>
                  <mask id={`${id}${index}`}>
                    <image href={`data:image/png;base64,${mask}`} width={width} height={height} preserveAspectRatio="none" />
                  </mask>
                  <rect width={width} height={height} fill={colourOf(index)} opacity={opacity} mask={`url(#${id}${index})`} />
                </g>
              ) : null,
            )
          }
        </OverPicture>
      ) : null}
      <label className="flex items-center gap-3 text-meta text-ink-3">
        Tint
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          className="w-40 accent-accent"
          onChange={(event) => setOpacity(Number(event.target.value))}
        />
      </label>
      <ul className="flex flex-wrap gap-2">
        {masks.map(({ label, score }, index) => (
          <li key={index}>
            <button
              type="button"
              aria-pressed={alone === index}
              className={classNames(
                'flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 focus-visible:focus-ring',
                alone === index && 'border-ink bg-sunken',
              )}
              onClick={() => setAlone(alone === index ? null : index)}
            >
              <span className="size-2.5 rounded-full" style={{ background: colourOf(index) }} aria-hidden="true" />
              {label} {score === null ? null : <span className="text-ink-3 tnum">{formatShare(score)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
