import type { Column, Dim, Field } from './field.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatCount } from '../format-count.ts';

export type Change = { breaking: boolean; message: string };

const breaks = (message: string): Change => ({ breaking: true, message });
const safe = (message: string): Change => ({ breaking: false, message });

/** What a caller notices of one input: narrower breaks calls, wider does not. */
export function compareInput(was: Field, is: Field): Change[] {
  if (was.encoding !== is.encoding) return [breaks(`It is ${is.encoding}, no longer ${was.encoding}.`)];
  const changes = [...becameRequired(was, is), ...defaults(was, is)];
  if (was.encoding === 'tensor' && is.encoding === 'tensor') {
    if (was.datatype !== is.datatype) changes.push(breaks(`It is ${is.datatype}, no longer ${was.datatype}.`));
    changes.push(...shapes(was.shape, is.shape));
  }
  if ('mediaTypes' in was && 'mediaTypes' in is) {
    changes.push(...lists(was.mediaTypes, is.mediaTypes, 'type'), ...limit(was.maxBytes, is.maxBytes, { what: 'file', format: formatBytes }));
  }
  if (was.encoding === 'image' && is.encoding === 'image') changes.push(...limit(was.maxPixels, is.maxPixels, { what: 'picture', unit: 'pixels' }));
  if (was.encoding === 'audio' && is.encoding === 'audio') changes.push(...limit(was.maxSeconds, is.maxSeconds, { what: 'recording', unit: 'seconds' }));
  if (was.encoding === 'text' && is.encoding === 'text') changes.push(...limit(was.maxChars, is.maxChars, { what: 'text', unit: 'characters' }));
  if (was.encoding === 'choice' && is.encoding === 'choice') changes.push(...lists(was.choices, is.choices, 'choice'));
  if (was.encoding === 'number' && is.encoding === 'number') changes.push(...ranges(was, is));
  if (was.encoding === 'row' && is.encoding === 'row') {
    changes.push(...columns(was.columns, is.columns), ...limit(was.maxRows, is.maxRows, { what: 'table', unit: 'rows' }));
  }
  return changes;
}

/** "[batch, 3, 224, 224]" */
export function formatShape(shape: readonly Dim[] | null): string {
  return shape === null ? 'of any shape' : `[${shape.map((dim) => dim ?? '?').join(', ')}]`;
}

function becameRequired(was: Field, is: Field): Change[] {
  if (was.required === is.required) return [];
  if (!is.required) return [safe('It may be left out now.')];
  return 'default' in is && is.default !== undefined ? [] : [breaks('It has to be sent now: calls without it are refused.')];
}

function defaults(was: Field, is: Field): Change[] {
  const [old, now] = [was, is].map((field) => ('default' in field ? JSON.stringify(field.default) : undefined));
  if (old === now) return [];
  if (now === undefined) return is.required ? [breaks(`It has no default any more; it was ${old}.`)] : [safe(`It has no default any more; it was ${old}.`)];
  return [safe(old === undefined ? `Left out, it is ${now}.` : `Left out, it is ${now}, no longer ${old}: calls without it get other answers.`)];
}

function shapes(was: readonly Dim[] | null, is: readonly Dim[] | null): Change[] {
  const [old, now] = [formatShape(was), formatShape(is)];
  if (is === null) return was === null ? [] : [safe(`It may have any shape, no longer only ${old}.`)];
  if (was === null) return [breaks(`It has to be ${now}; any shape was taken.`)];
  if (was.length !== is.length) return [breaks(`It is ${now}, no longer ${old}.`)];
  const pairs = is.map((dim, axis) => [was[axis] ?? null, dim] as const);
  if (pairs.some(([before, after]) => typeof after === 'number' && before !== after)) return [breaks(`It is ${now}, no longer ${old}.`)];
  return pairs.some(([before, after]) => typeof before === 'number' && typeof after !== 'number') ? [safe(`It may be ${now}, no longer only ${old}.`)] : [];
}

function lists(was: readonly string[], is: readonly string[], what: string): Change[] {
  const gone = was.filter((item) => !is.includes(item));
  const added = is.filter((item) => !was.includes(item));
  return [
    ...(gone.length > 0 ? [breaks(`No longer taken as its ${what}: ${gone.join(', ')}.`)] : []),
    ...(added.length > 0 ? [safe(`Taken as its ${what} as well: ${added.join(', ')}.`)] : []),
  ];
}

function limit(
  was: number | undefined,
  is: number | undefined,
  { what, unit, format }: { what: string; unit?: string; format?: (value: number) => string },
): Change[] {
  if (was === is) return [];
  const [old, now] = [was, is].map((value) => (value === undefined ? 'any size' : format ? format(value) : `${formatCount(value)} ${unit}`));
  const message = `A ${what} may have ${now}, no longer ${old}.`;
  return [(is ?? Infinity) < (was ?? Infinity) ? breaks(message) : safe(message)];
}

function ranges(was: { min?: number; max?: number; integer?: boolean }, is: { min?: number; max?: number; integer?: boolean }): Change[] {
  const text = ({ min, max }: { min?: number; max?: number }) => `${min ?? '−∞'} to ${max ?? '∞'}`;
  const changes: Change[] = [];
  if (is.integer && !was.integer) changes.push(breaks('It has to be a whole number now.'));
  if (was.integer && !is.integer) changes.push(safe('It may be a fraction now.'));
  if (text(was) === text(is)) return changes;
  const narrower = (is.min ?? -Infinity) > (was.min ?? -Infinity) || (is.max ?? Infinity) < (was.max ?? Infinity);
  return [...changes, { breaking: narrower, message: `It is from ${text(is)}, no longer from ${text(was)}.` }];
}

function columns(was: readonly Column[], is: readonly Column[]): Change[] {
  const changes: Change[] = [];
  for (const column of was) {
    const now = is.find(({ name }) => name === column.name);
    if (!now) changes.push(breaks(`Column ${column.name} is gone.`));
    else if (now.type !== column.type) changes.push(breaks(`Column ${column.name} is ${now.type}, no longer ${column.type}.`));
    else if (column.optional && !now.optional) changes.push(breaks(`Column ${column.name} has to be sent now.`));
    else if (now.categories && column.categories) {
      changes.push(
        ...lists(column.categories, now.categories, 'category').map(({ breaking, message }) => ({ breaking, message: `Column ${column.name}: ${message}` })),
      );
    }
  }
  for (const column of is) {
    if (was.some(({ name }) => name === column.name)) continue;
    changes.push(column.optional ? safe(`Column ${column.name} is new and may be left out.`) : breaks(`Column ${column.name} is new and has to be sent.`));
  }
  return changes;
}
