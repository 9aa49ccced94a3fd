import type { StepFactory } from '../step.ts';
import { rowsOf } from './rows.ts';

/** rows → rows with each named number column as (x − mean) ÷ std; a missing one stays missing. */
export const standardise: StepFactory<'standardise'> =
  ({ columns }) =>
  (value) => ({
    kind: 'json',
    data: rowsOf(value).map((row) => {
      const changed = { ...row };
      for (const { column, mean, std } of columns) {
        const cell = row[column];
        if (typeof cell === 'number') changed[column] = (cell - mean) / (std === 0 ? 1 : std);
      }
      return changed;
    }),
  });
