import type { Field } from '../../server/signatures/field.ts';
import { isMediaField, type MediaField } from '../../server/signatures/media-field.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { draftsOf, type TensorDraft } from './tensor-draft.ts';

/** A file that was chosen for an input. */
export interface ChosenFile {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

export interface MediaDraft {
  field: MediaField;
  file: ChosenFile | null;
  problem: string | null;
}

/** Text, a number, a choice, rows or JSON. `undefined` data is not sent: the field's default counts. */
export interface DataDraft {
  field: Exclude<Field, MediaField | { encoding: 'tensor' }>;
  data: unknown;
  problem: string | null;
}

/** One input on its way: what is on the screen, and why it cannot be sent as it is. */
export type InputDraft = TensorDraft | MediaDraft | DataDraft;

export function isTensorDraft(draft: InputDraft): draft is TensorDraft {
  return draft.field.encoding === 'tensor';
}

export function isMediaDraft(draft: InputDraft): draft is MediaDraft {
  return isMediaField(draft.field);
}

/** Inputs as they stand before anybody touched them: tensors are made up, so that a first run needs no typing. */
export function freshDrafts(signature: Pick<Signature, 'inputs'>): InputDraft[] {
  const tensors = new Map(draftsOf(signature).map((draft) => [draft.field.name, draft]));
  return signature.inputs.map((field): InputDraft => {
    if (field.encoding === 'tensor') return tensors.get(field.name) as TensorDraft;
    if (isMediaField(field)) return withFile(field, null);
    return withData(field, firstData(field));
  });
}

export function withFile(field: MediaField, file: ChosenFile | null): MediaDraft {
  if (!file)
    return {
      field,
      file,
      problem: field.required ? `Choose ${field.encoding === 'image' ? 'a picture' : field.encoding === 'audio' ? 'a recording' : 'a file'} first.` : null,
    };
  if (field.maxBytes && file.bytes.byteLength > field.maxBytes) {
    return {
      field,
      file,
      problem: `${file.name} has ${Math.ceil(file.bytes.byteLength / 1e6)} MB; this model takes up to ${Math.floor(field.maxBytes / 1e6)} MB.`,
    };
  }
  return { field, file, problem: null };
}

export function withData(field: DataDraft['field'], data: unknown): DataDraft {
  return { field, data, problem: problemOf(field, data) };
}

function firstData(field: DataDraft['field']): unknown {
  if ('default' in field && field.default !== undefined) return undefined;
  if (field.encoding === 'row')
    return [
      Object.fromEntries(
        field.columns.map(({ name, type, categories, min }) => [name, categories?.[0] ?? (type === 'text' ? '' : type === 'boolean' ? false : (min ?? 0))]),
      ),
    ];
  if (field.encoding === 'json' && field.view === 'messages') return [{ role: 'user', content: 'Hello. Who are you?' }];
  if (field.encoding === 'choice') return field.choices[0];
  if (field.encoding === 'text' && field.list) return undefined;
  return field.encoding === 'boolean' ? false : field.encoding === 'text' ? '' : undefined;
}

function problemOf(field: DataDraft['field'], data: unknown): string | null {
  if (data === undefined) return field.required && !('default' in field && field.default !== undefined) ? 'A value is missing.' : null;
  switch (field.encoding) {
    case 'text': {
      const texts = Array.isArray(data) ? (data as string[]) : [String(data)];
      if (field.required && texts.some((text) => text.trim() === '')) return 'Type some text.';
      const long = texts.find((text) => field.maxChars !== undefined && text.length > field.maxChars);
      return long ? `${long.length} characters are more than the ${field.maxChars} this model takes.` : null;
    }
    case 'number':
      if (typeof data !== 'number' || !Number.isFinite(data)) return 'Type a number.';
      if (field.integer && !Number.isInteger(data)) return 'Type a whole number.';
      return data < (field.min ?? -Infinity) || data > (field.max ?? Infinity) ? `Type a number from ${field.min ?? '−∞'} to ${field.max ?? '∞'}.` : null;
    default:
      return null;
  }
}
