'use client';

import { CopyButton } from '../../_components/copy-button.tsx';
import { formatShare } from './format-share.ts';
import { OverPicture } from './over-picture.tsx';

export interface ReadText {
  generated_text: string;
  lines?: { text: string; score: number; box?: [number, number][] }[];
  score?: number;
}

/** Text read from a picture: where it stands, and what it says. */
export function LinesView({ text, picture }: { text: ReadText; picture: string | null }) {
  const lines = text.lines ?? [{ text: text.generated_text, score: text.score ?? 0 }];
  if (text.generated_text === '') return <p className="text-ink-3">No text was read.</p>;
  return (
    <div className="flex flex-col gap-3">
      {picture ? (
        <OverPicture src={picture} alt="The picture that was sent, with the text that was read marked">
          {() =>
            lines.map(({ box }, index) =>
              box ? (
                <polygon
                  key={index}
                  points={box.map((point) => point.join()).join(' ')}
                  fill="none"
                  stroke="var(--out-1)"
                  strokeWidth={2}
                  vectorEffect="non-scaling-stroke"
                />
              ) : null,
            )
          }
        </OverPicture>
      ) : null}
      <div className="flex items-start gap-2">
        <ol className="min-w-0 grow divide-y">
          {lines.map(({ text: line, score }, index) => (
            <li key={index} className="flex items-baseline gap-3 py-1.5">
              <span className="min-w-0 grow wrap-anywhere">{line}</span>
              <span className="text-meta text-ink-3 tnum">{formatShare(score)}</span>
            </li>
          ))}
        </ol>
        <CopyButton value={text.generated_text} label="Copy the text" />
      </div>
    </div>
  );
}
