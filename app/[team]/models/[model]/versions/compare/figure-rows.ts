import { formatBytes } from '../../../../../../server/format-bytes.ts';
import { formatCompact } from '../../../../../../server/format-count.ts';
import type { ComparedVersion } from '../../../../../../server/versions/schema.ts';
import { formatDuration } from '../../../../../_components/format/format-duration.ts';

export interface FigureRow {
  what: string;
  from: string;
  to: string;
  /** "+12 %", where that says something. */
  change: string | null;
}

const NONE = '–';

/** The figures of two versions, line by line. */
export function figureRows(from: ComparedVersion, to: ComparedVersion): FigureRow[] {
  const row = <T>(what: string, read: (version: ComparedVersion) => T | null, format: (value: T) => string): FigureRow => {
    const [was, is] = [read(from), read(to)];
    return {
      what,
      from: was === null ? NONE : format(was),
      to: is === null ? NONE : format(is),
      change: typeof was === 'number' && typeof is === 'number' ? share(was, is) : null,
    };
  };
  const text = (value: unknown) => String(value);
  return [
    row('Task', ({ task }) => task, text),
    row('Size', ({ sizeBytes }) => sizeBytes, formatBytes),
    row(
      'Files',
      ({ files }) => files.map(({ name }) => name),
      (names) => (names.length > 3 ? `${names.length} files` : names.join(', ')),
    ),
    { ...row('Opset', ({ opset }) => opset, text), change: null },
    row('Made by', ({ producer }) => producer, text),
    row('Parameters', ({ parameters }) => parameters, formatCompact),
    row('Memory once loaded', ({ memoryBytes }) => memoryBytes, formatBytes),
    row('One run, measured at deploy', ({ runMs }) => runMs, formatDuration),
    { ...row('Most runs in one call', ({ maxBatch }) => maxBatch, text), change: null },
    row(
      'Golden tests',
      ({ tests }) => tests,
      (tests) => `${tests.filter(({ passed }) => passed).length} of ${tests.length} the same`,
    ),
  ];
}

function share(was: number, is: number): string | null {
  if (was === 0 || was === is) return null;
  const percent = Math.round((is / was - 1) * 100);
  return percent === 0 ? null : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}
