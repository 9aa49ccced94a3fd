import { coloursOf } from './colours.ts';
import { formatShare } from './format-share.ts';
import { MarkedText } from './marked-text.tsx';

export interface Entity {
  entity?: string;
  entity_group?: string;
  score: number;
  word: string;
  start: number | null;
  end: number | null;
}

/** What was found in a text, marked where it stands, with a legend and a list. */
export function SpansView({ entities, text }: { entities: readonly Entity[]; text: string }) {
  const tagged = entities.map((entity) => ({ ...entity, tag: entity.entity_group ?? entity.entity ?? '' }));
  const colours = coloursOf(tagged.map(({ tag }) => tag));
  if (tagged.length === 0) return <p className="text-ink-3">Nothing was found in the text.</p>;
  const placed = tagged.filter((entity): entity is typeof entity & { start: number; end: number } => entity.start !== null && entity.end !== null);
  return (
    <div className="flex flex-col gap-3">
      <MarkedText text={text} marks={placed.map(({ start, end, tag }) => ({ start, end, title: tag, colour: colours.get(tag) ?? '' }))} />
      <ul className="divide-y">
        {tagged.map(({ tag, word, score, start }, index) => (
          <li key={`${start}${index}`} className="flex items-center gap-3 py-1.5">
            <span className="size-2.5 shrink-0 rounded-full" style={{ background: colours.get(tag) }} aria-hidden="true" />
            <span className="w-24 shrink-0 truncate text-ink-2">{tag}</span>
            <span className="grow wrap-anywhere">{word}</span>
            <span className="tnum">{formatShare(score)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
