'use client';

import { useEffect, useRef } from 'react';
import { Button } from '../_components/button.tsx';

const SIZE = 256;
const INK_WIDTH = 10;

/** A sheet to draw on with pointer or finger: dark ink on white. Every stroke is handed over as a PNG. */
export function DrawingPad({ onDone, onClose }: { onDone(bytes: Uint8Array): void; onClose(): void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => clear(canvas.current), []);
  const at = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIZE, y: ((event.clientY - box.top) / box.height) * SIZE };
  };
  const draw = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const context = canvas.current?.getContext('2d');
    if (!context || !last.current) return;
    const to = at(event);
    context.beginPath();
    context.moveTo(last.current.x, last.current.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    last.current = to;
  };
  const finish = () => {
    last.current = null;
    canvas.current?.toBlob((blob) => {
      void blob?.arrayBuffer().then((buffer) => onDone(new Uint8Array(buffer)));
    }, 'image/png');
  };
  return (
    <div>
      <canvas
        ref={canvas}
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label="Draw here"
        className="aspect-square w-full touch-none rounded-control border"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = at(event);
          draw(event);
        }}
        onPointerMove={draw}
        onPointerUp={finish}
      />
      <div className="mt-2 flex gap-2">
        <Button type="button" size="sm" onClick={() => clear(canvas.current)}>
          Clear
        </Button>
        <Button type="button" size="sm" variant="ghost" onClick={onClose}>
          Choose a file instead
        </Button>
      </div>
    </div>
  );
}

// Paper and ink of the picture that is sent, not of the page's theme.
function clear(canvas: HTMLCanvasElement | null): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  context.fillStyle = 'white';
  context.fillRect(0, 0, SIZE, SIZE);
  context.strokeStyle = 'black';
  context.lineWidth = INK_WIDTH;
  context.lineCap = 'round';
  context.lineJoin = 'round';
}
