import { encodeTensorJson } from '../signatures/tensor-json.ts';
import { isTensorValue, JSON_TYPE, readJsonValue, type FieldValue, type TensorValue } from '../signatures/value.ts';

/** Two runs of one model on two machines may lie this far apart: absolute, and relative to the value. */
const ABSOLUTE = 1e-4;
const RELATIVE = 1e-3;

/** How what came out differs from what was kept, per output, in one sentence each; none when it is the same. */
export function compareValues(kept: readonly FieldValue[], found: readonly FieldValue[]): { output: string; message: string }[] {
  return kept.flatMap((wanted) => {
    const output = wanted.name;
    const now = found.find(({ name }) => name === output);
    const message = now ? differenceOf(wanted, now) : 'there is no such output any more';
    return message === null ? [] : [{ output, message }];
  });
}

function differenceOf(wanted: FieldValue, found: FieldValue): string | null {
  if (isTensorValue(wanted) && isTensorValue(found)) return ofTensors(wanted, found);
  if (isTensorValue(wanted) || isTensorValue(found)) return `it was ${formOf(wanted)} and is ${formOf(found)}`;
  if (wanted.mediaType !== found.mediaType) return `it was ${wanted.mediaType} and is ${found.mediaType}`;
  if (wanted.mediaType === JSON_TYPE) return ofJson(readJsonValue(wanted), readJsonValue(found), '');
  return Buffer.compare(wanted.bytes, found.bytes) === 0 ? null : `its bytes differ (${wanted.bytes.byteLength} before, ${found.bytes.byteLength} now)`;
}

function formOf(value: FieldValue): string {
  return isTensorValue(value) ? `a ${value.datatype} tensor` : value.mediaType;
}

function ofTensors(wanted: TensorValue, found: TensorValue): string | null {
  if (wanted.datatype !== found.datatype) return `its datatype was ${wanted.datatype} and is ${found.datatype}`;
  if (wanted.shape.join() !== found.shape.join()) return `its shape was [${wanted.shape.join(',')}] and is [${found.shape.join(',')}]`;
  const before = encodeTensorJson(wanted.datatype, wanted.bytes);
  const now = encodeTensorJson(found.datatype, found.bytes);
  const apart = before.flatMap((value, index) => (isClose(value, now[index]) ? [] : [index]));
  const [first] = apart;
  return first === undefined
    ? null
    : `${apart.length} of ${before.length} elements differ${farthest(apart, before, now)}, the first at ${first}: ${String(before[first])} before, ${String(now[first])} now`;
}

function farthest(apart: readonly number[], before: readonly unknown[], now: readonly unknown[]): string {
  const most = apart.reduce((most, index) => Math.max(most, Math.abs(Number(before[index]) - Number(now[index]))), 0);
  return Number.isFinite(most) && most > 0 ? ` by up to ${Number(most.toPrecision(3))}` : '';
}

function ofJson(wanted: unknown, found: unknown, path: string): string | null {
  const where = path === '' ? 'it' : `\`${path}\``;
  if (isClose(wanted, found)) return null;
  if (Array.isArray(wanted) && Array.isArray(found)) {
    if (wanted.length !== found.length) return `${where} had ${wanted.length} items and has ${found.length}`;
    return firstOf(wanted.map((item, index) => () => ofJson(item, found[index], `${path}[${index}]`)));
  }
  if (isObject(wanted) && isObject(found)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
    return firstOf(keys.map((key) => () => ofJson(wanted[key], found[key], path === '' ? key : `${path}.${key}`)));
  }
  return `${where} was ${shorten(wanted)} and is ${shorten(found)}`;
}

function firstOf(looks: (() => string | null)[]): string | null {
  for (const look of looks) {
    const message = look();
    if (message !== null) return message;
  }
  return null;
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= ABSOLUTE + RELATIVE * Math.abs(a);
  return a === b;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
