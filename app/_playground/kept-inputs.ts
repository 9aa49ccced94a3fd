import type { Signature } from '../../server/signatures/schema.ts';
import { freshDrafts, isMediaDraft, isTensorDraft, withData, withFile, type InputDraft } from './input-draft.ts';
import { withShape, withText } from './tensor-draft.ts';

const MOST_KEPT = 200_000;
const MOST_KEPT_FILE = 1_500_000;

type Kept = { encoding: string } & ({ shape: number[]; text: string } | { data: unknown } | { fileName: string; mediaType: string; base64: string });

/** The inputs of the last visit of this tab where they still fit; null when there are none. */
export function openDrafts(key: string, signature: Signature): InputDraft[] | null {
  const kept = read(key);
  if (!kept) return null;
  return freshDrafts(signature).map((draft) => {
    const old = kept[draft.field.name];
    const again = old?.encoding === draft.field.encoding ? reopen(draft, old) : draft;
    return again.problem ? draft : again;
  });
}

function reopen(draft: InputDraft, old: Kept): InputDraft {
  if (isTensorDraft(draft)) return 'text' in old ? withText(withShape(draft, old.shape), old.text) : draft;
  if (!isMediaDraft(draft)) return 'data' in old ? withData(draft.field, old.data) : draft;
  if (!('base64' in old)) return draft;
  const bytes = Uint8Array.from(atob(old.base64), (char) => char.charCodeAt(0));
  return withFile(draft.field, { name: old.fileName, mediaType: old.mediaType, bytes });
}

/** Keeps what was typed and chosen for the next visit; what is large is not kept. */
export function keepDrafts(key: string, drafts: readonly InputDraft[]): void {
  const entries = drafts.flatMap((draft) => {
    const kept = draft.problem ? null : keep(draft);
    return kept ? [[draft.field.name, { encoding: draft.field.encoding, ...kept }] as const] : [];
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  if (json.length > MOST_KEPT + MOST_KEPT_FILE * 1.4) return;
  try {
    window.sessionStorage.setItem(key, json);
  } catch {
    // The browser's store is full: the next visit begins afresh.
    window.sessionStorage.removeItem(key);
  }
}

/** The next visit begins afresh. */
export function forgetDrafts(key: string): void {
  window.sessionStorage.removeItem(key);
}

function keep(draft: InputDraft) {
  if (isTensorDraft(draft)) return draft.text && draft.text.length <= MOST_KEPT ? { shape: draft.shape, text: draft.text } : null;
  if (!isMediaDraft(draft)) return { data: draft.data };
  if (!draft.file || draft.file.bytes.byteLength > MOST_KEPT_FILE) return null;
  let binary = '';
  for (const byte of draft.file.bytes) binary += String.fromCharCode(byte);
  return { fileName: draft.file.name, mediaType: draft.file.mediaType, base64: btoa(binary) };
}

function read(key: string): Record<string, Kept> | null {
  const json = window.sessionStorage.getItem(key);
  if (!json) return null;
  try {
    return JSON.parse(json) as Record<string, Kept>;
  } catch {
    return null;
  }
}
