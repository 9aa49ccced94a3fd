import { AppError } from '../errors.ts';
import type { Column, RowField } from '../signatures/field.ts';

type Row = Record<string, unknown>;

const MOST_ROWS = 10_000;

/**
 * Rows in any of their forms (one object, a list of objects or of lists, a list per column, either under `data`) → a list
 * of objects with every column. @throws INVALID_INPUT naming row and column, PAYLOAD_TOO_LARGE
 */
export function checkRows(field: RowField, data: unknown): Row[] {
  const rows = toRows(field, data);
  const most = field.maxRows ?? MOST_ROWS;
  if (rows.length > most) throw new AppError('PAYLOAD_TOO_LARGE', `Input \`${field.name}\` has ${rows.length} rows; this model takes up to ${most} at once.`);
  if (rows.length === 0) throw new AppError('INVALID_INPUT', `Input \`${field.name}\` has no rows.`);
  const names = new Set(field.columns.map(({ name }) => name));
  return rows.map((row, index) => {
    const unknown = Object.keys(row).find((name) => !names.has(name));
    if (unknown !== undefined) {
      throw new AppError('INVALID_INPUT', `Input \`${field.name}\`, row ${index + 1}: there is no column \`${unknown}\`.`, {
        suggestions: [`Its columns are ${[...names].map((name) => `\`${name}\``).join(', ')}.`],
      });
    }
    return Object.fromEntries(field.columns.map((column) => [column.name, checkCell(row[column.name], column, `Input \`${field.name}\`, row ${index + 1}`)]));
  });
}

function toRows(field: RowField, data: unknown): Row[] {
  const columns = field.columns.map(({ name }) => name);
  if (Array.isArray(data)) return data.map((row: unknown) => toRow(field, row, columns));
  if (!isRow(data)) throw shapeless(field);
  const inner = data.data;
  if (inner !== undefined && !columns.includes('data')) return toRows(field, inner);
  const lists = Object.values(data);
  if (lists.length > 0 && lists.every((list) => Array.isArray(list))) return ofColumns(field, data as Record<string, unknown[]>);
  return [data];
}

function toRow(field: RowField, row: unknown, columns: string[]): Row {
  if (isRow(row)) return row;
  if (!Array.isArray(row)) throw shapeless(field);
  if (row.length !== columns.length) {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` has a row of ${row.length} values; it has ${columns.length} columns: ${columns.join(', ')}.`);
  }
  return Object.fromEntries(columns.map((name, index) => [name, row[index] as unknown]));
}

function ofColumns(field: RowField, lists: Record<string, unknown[]>): Row[] {
  const lengths = new Set(Object.values(lists).map((list) => list.length));
  if (lengths.size > 1) throw new AppError('INVALID_INPUT', `Input \`${field.name}\` has columns of different lengths: ${[...lengths].join(', ')}.`);
  const [length = 0] = lengths;
  return Array.from({ length }, (_, index) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list[index]])));
}

function checkCell(value: unknown, column: Column, where: string): unknown {
  const cell = `${where}, column \`${column.name}\``;
  if (value === undefined || value === null || value === '') {
    if (column.optional) return null;
    if (value !== '' || column.type !== 'text') throw new AppError('INVALID_INPUT', `${cell} is missing.`, { suggestions: [`Send ${wantedOf(column)}.`] });
  }
  const read = readCell(value, column);
  if (read === undefined) throw new AppError('INVALID_INPUT', `${cell} is ${JSON.stringify(value).slice(0, 60)}; it has to be ${wantedOf(column)}.`);
  return read;
}

// A table from a spreadsheet has its numbers as text: what reads as one is one.
function readCell(value: unknown, column: Column): unknown {
  const { min = -Infinity, max = Infinity } = column;
  switch (column.type) {
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || !Number.isFinite(number) || number < min || number > max) return undefined;
      return column.type === 'integer' && !Number.isInteger(number) ? undefined : number;
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : { true: true, false: false, '1': true, '0': false }[String(value)];
    case 'text': {
      const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
      return text !== undefined && column.categories && !column.categories.includes(text) ? undefined : text;
    }
  }
}

function wantedOf({ type, categories, min, max }: Column): string {
  if (categories) return `one of ${categories.slice(0, 20).join(', ')}`;
  const range = min !== undefined || max !== undefined ? ` (${min ?? '−∞'} to ${max ?? '∞'})` : '';
  return { number: `a finite number${range}`, integer: `a whole number${range}`, text: 'text', boolean: 'true or false' }[type];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shapeless(field: RowField): AppError {
  const [first, second] = field.columns;
  const example = [first, second].flatMap((column) => (column ? [`"${column.name}": …`] : [])).join(', ');
  return new AppError('INVALID_INPUT', `Input \`${field.name}\` is no table row.`, { suggestions: [`Send {${example}}, or a list of such rows.`] });
}
