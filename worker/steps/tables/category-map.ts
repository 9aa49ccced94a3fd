import { AppError } from '../../../server/errors.ts';
import type { StepFactory } from '../step.ts';
import { rowsOf } from './rows.ts';

/** rows → rows with each named text column as the index of its category. @throws AppError INVALID_INPUT for an unknown one */
export const categoryMap: StepFactory<'category-map'> = ({ columns }) => {
  const indices = columns.map(({ column, categories }) => ({ column, index: new Map(categories.map((category, at) => [category, at])) }));
  return (value) => ({
    kind: 'json',
    data: rowsOf(value).map((row, at) => {
      const changed = { ...row };
      for (const { column, index } of indices) {
        const cell = row[column];
        const found = index.get(String(cell));
        if (found === undefined) throw unknownCategory({ column, cell, row: at + 1, known: [...index.keys()] });
        changed[column] = found;
      }
      return changed;
    }),
  });
};

export function unknownCategory(of: { column: string; cell: unknown; row: number; known: string[] }): AppError {
  return new AppError('INVALID_INPUT', `Row ${of.row}, column \`${of.column}\` is ${JSON.stringify(of.cell)}, which the model was not trained on.`, {
    suggestions: [`It knows ${of.known.slice(0, 20).join(', ')}.`],
  });
}
