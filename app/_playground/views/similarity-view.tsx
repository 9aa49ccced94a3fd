import { ScoreBar } from './labels-view.tsx';

/** Texts by how alike they are to the first, most alike first. */
export function SimilarityView({ scores, texts }: { scores: readonly number[]; texts: readonly string[] }) {
  const ranked = scores.map((score, index) => ({ score, text: texts[index] ?? `Text ${index + 1}` })).sort((a, b) => b.score - a.score);
  return (
    <ol className="flex flex-col gap-2">
      {ranked.map(({ score, text }, index) => (
        <li key={index} className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)_3.5rem] items-center gap-3">
          <span className="wrap-anywhere">{text}</span>
          <ScoreBar score={score} first={index === 0} />
          <span className="text-right tnum">{score.toFixed(3)}</span>
        </li>
      ))}
    </ol>
  );
}
