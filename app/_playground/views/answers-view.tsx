'use client';

import { useEffect, useRef, useState } from 'react';
import { ScoreBar } from './labels-view.tsx';
import { formatShare } from './format-share.ts';
import { MarkedText } from './marked-text.tsx';

export interface Answer {
  answer: string;
  score: number;
  start: number;
  end: number;
}

/** Answers to a question, best first, and where the chosen one stands in the text that was sent. */
export function AnswersView({ answers, text }: { answers: readonly Answer[]; text: string }) {
  const [chosen, setChosen] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLElement>(null);
  const shown = answers[chosen] ?? answers[0];
  useEffect(() => {
    // A long text is scrolled to it, the page is not.
    if (box.current && mark.current) box.current.scrollTop = mark.current.offsetTop - box.current.clientHeight / 2;
  }, [chosen, answers]);
  if (!shown) return <p className="text-ink-3">No answer was found in the text.</p>;
  return (
    <div className="flex flex-col gap-4">
      <ol className="flex flex-col" aria-label="Answers">
        {answers.map(({ answer, score }, index) => (
          <li key={index}>
            <button
              type="button"
              aria-pressed={index === chosen}
              className="grid w-full grid-cols-[minmax(0,3fr)_minmax(0,2fr)_4.5rem] items-center gap-3 rounded-control px-2 py-1.5 text-left hover:bg-sunken focus-visible:focus-ring aria-pressed:bg-sunken"
              onClick={() => setChosen(index)}
            >
              <span className={index === 0 ? 'font-medium wrap-anywhere' : 'wrap-anywhere'}>{answer || 'The text does not say.'}</span>
              <ScoreBar score={score} first={index === 0} />
              {/* The same words in several windows add up. */}
              <span className="text-right tnum">{formatShare(Math.min(1, score))}</span>
            </button>
          </li>
        ))}
      </ol>
      <div ref={box} tabIndex={0} role="region" aria-label="The answer in its text" className="relative max-h-80 overflow-y-auto focus-visible:focus-ring">
        <MarkedText text={text} marks={shown.answer ? [{ ...shown, title: 'Answer', colour: 'var(--out-1)' }] : []} first={mark} />
      </div>
    </div>
  );
}
