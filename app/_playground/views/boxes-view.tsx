'use client';

import { useId, useState } from 'react';
import { classNames } from '../../_components/class-names.ts';
import { coloursOf } from './colours.ts';
import { formatShare } from './format-share.ts';
import { OverPicture } from './over-picture.tsx';

export interface FoundBox {
  label: string;
  score: number;
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
  keypoints?: [number, number][];
  polygon?: [number, number][];
}

const FIRST_THRESHOLD = 0.5;

/** Boxes over the picture that was sent, with a threshold, a filter by class and a list; a row and its box point at each other. */
export function BoxesView({ boxes, picture }: { boxes: readonly FoundBox[]; picture: string | null }) {
  const sliderId = useId();
  const [threshold, setThreshold] = useState(FIRST_THRESHOLD);
  const [label, setLabel] = useState<string | null>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const colours = coloursOf(boxes.map((box) => box.label));
  const sure = boxes.map((box, index) => ({ ...box, index })).filter(({ score }) => score >= threshold);
  const shown = sure.filter((box) => label === null || box.label === label);
  return (
    <div className="flex flex-col gap-3">
      {picture ? (
        <OverPicture src={picture} alt={`The picture that was sent, with ${shown.length} boxes`}>
          {() =>
            shown.map(({ index, box, label: name, keypoints, polygon }) => (
              <g key={index} stroke={colours.get(name)} fill="none" strokeWidth={index === current ? 4 : 2}>
                {polygon ? (
                  <polygon points={polygon.map((point) => point.join()).join(' ')} vectorEffect="non-scaling-stroke" />
                ) : (
                  <rect x={box.xmin} y={box.ymin} width={box.xmax - box.xmin} height={box.ymax - box.ymin} vectorEffect="non-scaling-stroke" />
                )}
                {keypoints?.map(([x, y], at) => (
                  <circle key={at} cx={x} cy={y} r={3} fill={colours.get(name)} stroke="none" />
                ))}
              </g>
            ))
          }
        </OverPicture>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <label htmlFor={sliderId} className="text-meta text-ink-3">
          Surer than {formatShare(threshold)}
        </label>
        <input
          id={sliderId}
          type="range"
          min={0.05}
          max={0.95}
          step={0.05}
          value={threshold}
          className="w-40 accent-accent"
          onChange={(event) => setThreshold(Number(event.target.value))}
        />
        {[...colours.keys()].map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={label === name}
            className={classNames(
              'flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 focus-visible:focus-ring',
              label === name && 'border-ink bg-sunken',
            )}
            onClick={() => setLabel(label === name ? null : name)}
          >
            <span className="size-2.5 rounded-full" style={{ background: colours.get(name) }} aria-hidden="true" />
            {name} <span className="text-ink-3 tnum">{sure.filter((box) => box.label === name).length}</span>
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p className="text-ink-3">{boxes.length === 0 ? 'Nothing was found.' : `Nothing is surer than ${formatShare(threshold)}.`}</p>
      ) : null}
      <ul className="max-h-64 divide-y overflow-y-auto">
        {shown.map(({ index, label: name, score, box }) => (
          <li
            key={index}
            className={classNames('flex items-center gap-3 py-1.5', index === current && 'bg-hover')}
            onMouseEnter={() => setCurrent(index)}
            onMouseLeave={() => setCurrent(null)}
          >
            <span className="size-2.5 shrink-0 rounded-full" style={{ background: colours.get(name) }} aria-hidden="true" />
            <span className="grow truncate">{name}</span>
            <span className="font-mono text-meta text-ink-3 max-sm:hidden">
              {box.xmin}, {box.ymin} – {box.xmax}, {box.ymax}
            </span>
            <span className="w-16 text-right tnum">{formatShare(score)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
