import type { Ref } from 'react';

export interface Mark {
  start: number;
  end: number;
  title: string;
  colour: string;
}

/** A text with parts of it marked, in their order; `first` is the first of the marks. */
export function MarkedText({ text, marks, first }: { text: string; marks: readonly Mark[]; first?: Ref<HTMLElement> }) {
  return (
    <p className="leading-7 wrap-anywhere whitespace-pre-wrap">
      {marks.map(({ start, end, title, colour }, index) => (
        <span key={start}>
          {text.slice(marks[index - 1]?.end ?? 0, start)}
          <mark
            ref={index === 0 ? first : undefined}
            className="rounded-[3px] border-b-2 bg-sunken px-0.5 text-ink"
            style={{ borderColor: colour }}
            title={title}
          >
            {text.slice(start, end)}
          </mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.end ?? 0)}
    </p>
  );
}
