import { AppError } from '../errors.ts';
import type { ChoiceField, Field, NumberField, TextField } from '../signatures/field.ts';
import { jsonValue, readJsonValue, type MediaValue } from '../signatures/value.ts';
import { checkRows } from './check-rows.ts';

/** Text, a number, yes or no, a choice, rows or JSON, as its field declares it. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE */
export function checkData(field: Field, value: MediaValue): MediaValue {
  const data = readData(field, value);
  switch (field.encoding) {
    case 'text':
      checkText(field, data);
      return value;
    case 'number':
      checkNumber(field, data);
      return value;
    case 'boolean':
      if (typeof data !== 'boolean') throw wrong(field, data, 'true or false');
      return value;
    case 'choice':
      checkChoice(field, data);
      return value;
    case 'row':
      return jsonValue(field.name, checkRows(field, data));
    default:
      return value;
  }
}

function readData(field: Field, value: MediaValue): unknown {
  try {
    return readJsonValue(value);
  } catch (error) {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is no JSON.`, { cause: error instanceof Error ? error.message : String(error) });
  }
}

function checkText(field: TextField, data: unknown): void {
  const isList = field.multiline || field.list;
  const texts: unknown[] = Array.isArray(data) && isList ? data : [data];
  if (texts.length === 0) throw wrong(field, data, 'text');
  for (const text of texts) {
    if (typeof text !== 'string') throw wrong(field, text, isList ? 'text, or a list of texts' : 'text');
    if (field.maxChars && text.length > field.maxChars) {
      throw new AppError('PAYLOAD_TOO_LARGE', `Input \`${field.name}\` has ${text.length} characters; this model takes up to ${field.maxChars}.`, {
        suggestions: ['Send a shorter text, or in parts: the limit is in the model’s metadata as maxChars.'],
      });
    }
  }
}

function checkNumber(field: NumberField, data: unknown): void {
  const { min = -Infinity, max = Infinity } = field;
  if (typeof data !== 'number') throw wrong(field, data, 'a number');
  if (field.integer && !Number.isInteger(data)) throw wrong(field, data, 'a whole number');
  if (data < min || data > max) throw wrong(field, data, `a number ${rangeOf(field)}`);
}

function rangeOf({ min, max }: NumberField): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  return min !== undefined ? `from ${min}` : `up to ${max}`;
}

function checkChoice(field: ChoiceField, data: unknown): void {
  if (typeof data === 'string' && field.choices.includes(data)) return;
  throw wrong(field, data, `one of ${field.choices.slice(0, 20).join(', ')}`);
}

function wrong(field: Field, data: unknown, wanted: string): AppError {
  const shown = (JSON.stringify(data) ?? 'nothing').slice(0, 60);
  return new AppError('INVALID_INPUT', `Input \`${field.name}\` is ${shown}; it has to be ${wanted}.`);
}
