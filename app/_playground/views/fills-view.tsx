import { LabelsView } from './labels-view.tsx';

export interface Fill {
  sequence: string;
  score: number;
  token: number;
  token_str: string;
}

/** Words for each mask, best first. */
export function FillsView({ fills }: { fills: Fill[] | Fill[][] }) {
  const masks = (Array.isArray(fills[0]) ? fills : [fills]) as Fill[][];
  return (
    <div className="flex flex-col gap-4">
      {masks.map((words, index) => (
        <div key={index}>
          {masks.length > 1 ? <h4 className="mb-2 text-meta text-ink-3">Mask {index + 1}</h4> : <p className="mb-3 text-ink-2">{words[0]?.sequence}</p>}
          <LabelsView labels={words.map(({ token_str: label, score }) => ({ label, score }))} />
        </div>
      ))}
    </div>
  );
}
