import { expectValue, type Value } from '../step.ts';

export type Row = Record<string, unknown>;

/** Rows as the web process passes them on: a list of objects with every column. */
export function rowsOf(value: Value): Row[] {
  const { data } = expectValue(value, 'json');
  if (!Array.isArray(data)) throw new Error('rows are a list');
  return data as Row[];
}
