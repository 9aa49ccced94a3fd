'use client';

import { useEffect, useRef } from 'react';
import { Button } from '../_components/button.tsx';

const SIZE = 256;
const INK_WIDTH = 10;

/** A sheet to draw on with pointer or finger: dark ink on white. Every stroke hands over a PNG; clearing it, nothing. */
export function DrawingPad({ onChange, onClose }: { onChange(bytes: Uint8Array | null): void; onClose(): void }) {
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
  // At once, not by toBlob's callback: a run may be started by the very next key.
  const finish = () => {
    last.current = null;
    const [, base64 = ''] = canvas.current?.toDataURL('image/png').split(',') ?? [];
    onChange(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  };
  const erase = () => {
    clear(canvas.current);
    onChange(null);
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
        <Button type="button" size="sm" onClick={erase}>
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
