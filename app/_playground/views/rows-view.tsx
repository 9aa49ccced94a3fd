'use client';

import { Download } from 'lucide-react';
import { unparse } from 'papaparse';
import { Button } from '../../_components/button.tsx';
import { downloadText } from '../../_components/download-text.ts';
import { formatShare } from './format-share.ts';
import { LabelsView, ScoreBar, type Scored } from './labels-view.tsx';

interface ClassRow {
  label: string;
  score?: number;
  scores?: Scored[];
}

const MOST_SHOWN = 200;

/** What a table's rows came to: a class with its bars, or a number; many rows as a table that can be taken along. */
export function RowsView({ rows }: { rows: readonly unknown[] }) {
  const [first] = rows;
  if (rows.length === 1 && isClassRow(first)) {
    return (
      <div>
        <p className="mb-3 text-display">{first.label}</p>
        {first.scores ? <LabelsView labels={first.scores} /> : null}
      </div>
    );
  }
  if (rows.length === 1) return <p className="text-display tnum">{String(first)}</p>;
  const cells = rows.map((row) => (isClassRow(row) ? { value: row.label, score: row.score } : { value: String(row), score: undefined }));
  return (
    <div>
      <div className="max-h-96 overflow-y-auto">
        <table className="w-full text-left">
          <caption className="sr-only">One result per row</caption>
          <thead>
            <tr className="border-b text-meta text-ink-3">
              <th className="py-1.5 font-normal">Row</th>
              <th className="py-1.5 font-normal">Result</th>
              <th className="w-40 py-1.5 font-normal">How sure</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {cells.slice(0, MOST_SHOWN).map(({ value, score }, index) => (
              <tr key={index}>
                <td className="py-1.5 text-ink-3 tnum">{index + 1}</td>
                <td className="py-1.5">{value}</td>
                <td className="py-1.5">
                  {score === undefined ? null : (
                    <span className="grid grid-cols-[minmax(0,1fr)_4rem] items-center gap-2">
                      <ScoreBar score={score} />
                      <span className="text-right tnum">{formatShare(score)}</span>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-3 flex items-center gap-3">
        <Button
          type="button"
          size="sm"
          onClick={() => downloadText('results.csv', unparse(cells.map(({ value, score }, index) => ({ row: index + 1, result: value, score: score ?? '' }))))}
        >
          <Download className="size-4" strokeWidth={1.75} /> CSV
        </Button>
        {cells.length > MOST_SHOWN ? (
          <span className="text-meta text-ink-3">
            The first {MOST_SHOWN} of {cells.length}; the file has all.
          </span>
        ) : null}
      </div>
    </div>
  );
}

function isClassRow(row: unknown): row is ClassRow {
  return typeof row === 'object' && row !== null && 'label' in row;
}
