import { categoryMap } from './category-map.ts';
import { classRows, valueRows } from './class-rows.ts';
import { oneHot } from './one-hot.ts';
import { rowsToTensors } from './rows-to-tensors.ts';
import { standardise } from './standardise.ts';

/** From rows of a table to tensors and back. */
export const TABLE_STEPS = {
  standardise,
  'category-map': categoryMap,
  'one-hot': oneHot,
  'rows-to-tensors': rowsToTensors,
  'class-rows': classRows,
  'value-rows': valueRows,
};
