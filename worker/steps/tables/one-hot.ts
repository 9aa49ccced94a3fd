import type { StepFactory } from '../step.ts';
import { unknownCategory } from './category-map.ts';
import { rowsOf } from './rows.ts';

/**
 * rows → rows with each named column replaced by one number column per category, `column=category`, 1 or 0.
 * @throws AppError INVALID_INPUT for an unknown category
 */
export const oneHot: StepFactory<'one-hot'> =
  ({ columns }) =>
  (value) => ({
    kind: 'json',
    data: rowsOf(value).map((row, at) => {
      const changed = { ...row };
      for (const { column, categories } of columns) {
        const cell = row[column];
        if (!categories.includes(String(cell))) throw unknownCategory({ column, cell, row: at + 1, known: categories });
        delete changed[column];
        for (const category of categories) changed[`${column}=${category}`] = category === String(cell) ? 1 : 0;
      }
      return changed;
    }),
  });
