'use client';

import { Fragment, useEffect, useRef, type KeyboardEvent } from 'react';
import { classNames } from '../../_components/class-names.ts';
import type { TranscriptPart } from '../../../server/signatures/subtitles.ts';

interface TranscriptPartsProps {
  parts: readonly TranscriptPart[];
  /** Place of the part that is heard, −1 for none. */
  current: number;
  onChoose(part: TranscriptPart): void;
}

/** Words or segments one after the other, of which the one that is heard is marked and kept in sight. One stop of the Tab key: arrows go from part to part. */
export function TranscriptParts({ parts, current, onChoose }: TranscriptPartsProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const part = box.current?.children[current];
    if (!box.current || !(part instanceof HTMLElement)) return;
    const { scrollTop, clientHeight } = box.current;
    const out = part.offsetTop < scrollTop || part.offsetTop + part.offsetHeight > scrollTop + clientHeight;
    if (out) box.current.scrollTop = part.offsetTop - clientHeight / 3;
  }, [current]);
  return (
    <div ref={box} className="relative max-h-80 scroll-thin overflow-y-auto" role="group" aria-label="What is said" onKeyDown={moveByArrows}>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {/* A button swallows the spaces at its ends. */}
          {/^\s/.test(part.text) ? ' ' : null}
          <button
            type="button"
            tabIndex={index === Math.max(0, current) ? 0 : -1}
            title={`${part.timestamp[0].toFixed(2)} to ${part.timestamp[1].toFixed(2)} s: hear it`}
            aria-current={index === current ? 'true' : undefined}
            onClick={() => onChoose(part)}
            className={classNames('inline rounded-chip text-left -outline-offset-2 hover:bg-hover', index === current && 'bg-press')}
          >
            {part.text.trim()}
          </button>
        </Fragment>
      ))}
    </div>
  );
}

function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const from = event.target instanceof HTMLElement ? event.target : null;
  const to = { ArrowRight: from?.nextElementSibling, ArrowLeft: from?.previousElementSibling }[event.key];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}
