'use client';

import { useEffect, useRef, useState } from 'react';
import { useThemeName } from './use-theme-name.ts';

type HeatMapProps = {
  /** Row-major, `rows` times `columns`; NaN is left empty. */
  values: ArrayLike<number>;
  rows: number;
  columns: number;
  /** A sentence: "logits, 8 rows of 12 columns, from -2.1 to 5.4". */
  label: string;
  /** How a value is shown in the readout. */
  format?: (value: number) => string;
  className?: string;
};

type Range = { least: number; most: number };

function rangeOf(values: ArrayLike<number>): Range {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
}

function rgb(color: string): readonly [number, number, number] {
  const hex = /^#(..)(..)(..)/.exec(color.trim());
  return [parseInt(hex?.[1] ?? '0', 16), parseInt(hex?.[2] ?? '0', 16), parseInt(hex?.[3] ?? '0', 16)];
}

function paint(canvas: HTMLCanvasElement, { values, rows, columns }: Pick<HeatMapProps, 'values' | 'rows' | 'columns'>) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  const low = rgb(style.getPropertyValue('--track'));
  const high = rgb(style.getPropertyValue('--data-1'));
  const { least, most } = rangeOf(values);
  const image = context.createImageData(columns, rows);
  for (let index = 0; index < rows * columns; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const share = most > least ? (value - least) / (most - least) : 0.5;
    for (const channel of [0, 1, 2] as const) image.data[index * 4 + channel] = low[channel] + (high[channel] - low[channel]) * share;
    image.data[index * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** A matrix as cells on the chart ramp, low to high; the readout names the cell under the pointer or arrow keys. */
export function HeatMap({ values, rows, columns, label, format = (value) => value.toPrecision(4), className }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cell, setCell] = useState<{ row: number; column: number } | null>(null);
  const theme = useThemeName();
  useEffect(() => {
    if (canvas.current) paint(canvas.current, { values, rows, columns });
  }, [values, rows, columns, theme]);

  function move(row: number, column: number) {
    const from = cell ?? { row: 0, column: 0 };
    const clamp = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));
    setCell({ row: clamp(from.row + row, rows), column: clamp(from.column + column, columns) });
  }

  const value = cell && values[cell.row * columns + cell.column];
  return (
    <figure className={className}>
      <figcaption className="mb-1 flex h-4 justify-between gap-3 text-meta text-ink-3 tnum">
        <span className="truncate">{label}</span>
        {cell && value !== null && value !== undefined && (
          <span className="shrink-0 text-ink-2">
            [{cell.row}, {cell.column}] {format(value)}
          </span>
        )}
      </figcaption>
      <canvas
        ref={canvas}
        width={columns}
        height={rows}
        role="img"
        aria-label={label}
        tabIndex={0}
        className="block max-h-80 min-h-6 w-full rounded-[3px] [image-rendering:pixelated]"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const place = (at: number, length: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor((at / length) * count)));
          setCell({ row: place(event.clientY - box.top, box.height, rows), column: place(event.clientX - box.left, box.width, columns) });
        }}
        onPointerLeave={() => setCell(null)}
        onBlur={() => setCell(null)}
        onKeyDown={(event) => {
          const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
          if (by?.[0] === undefined || by[1] === undefined) return;
          event.preventDefault();
          move(by[0], by[1]);
        }}
      />
    </figure>
  );
}
