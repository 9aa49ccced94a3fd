import type { Signature } from '../../server/signatures/schema.ts';
import { draftsOf, withShape, withText, type TensorDraft } from './tensor-draft.ts';

const MOST_KEPT = 200_000;

/** The inputs of the last visit of this tab where they still fit, else made-up ones. */
export function openDrafts(key: string, signature: Signature): TensorDraft[] {
  const fresh = draftsOf(signature);
  const kept = read(key);
  if (!kept) return fresh;
  return fresh.map((draft) => {
    const old = kept[draft.field.name];
    if (!old) return draft;
    const typed = withText(withShape(draft, old.shape), old.text);
    return typed.problem ? draft : typed;
  });
}

/** Keeps what was typed for the next visit; large tensors are not kept. */
export function keepDrafts(key: string, drafts: TensorDraft[]): void {
  const entries = drafts.flatMap((draft) => (draft.text && !draft.problem ? [[draft.field.name, { shape: draft.shape, text: draft.text }] as const] : []));
  const json = JSON.stringify(Object.fromEntries(entries));
  if (json.length <= MOST_KEPT) window.sessionStorage.setItem(key, json);
}

function read(key: string): Record<string, { shape: number[]; text: string }> | null {
  const json = window.sessionStorage.getItem(key);
  if (!json) return null;
  try {
    return JSON.parse(json) as Record<string, { shape: number[]; text: string }>;
  } catch {
    return null;
  }
}
