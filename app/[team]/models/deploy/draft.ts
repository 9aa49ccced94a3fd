/** What a reload must not lose: the form, and which uploads belong to it. Kept per team for this tab. */
export interface Draft {
  name: string;
  note: string;
  uploadIds: string[];
}

const keyOf = (team: string) => `moorage.deploy.${team}`;

export function readDraft(team: string): Draft | null {
  try {
    const { name, note, uploadIds } = JSON.parse(sessionStorage.getItem(keyOf(team)) ?? '') as Partial<Draft>;
    return { name: String(name ?? ''), note: String(note ?? ''), uploadIds: Array.isArray(uploadIds) ? uploadIds.map(String) : [] };
  } catch {
    return null;
  }
}

export function writeDraft(team: string, draft: Draft | null): void {
  if (draft) sessionStorage.setItem(keyOf(team), JSON.stringify(draft));
  else sessionStorage.removeItem(keyOf(team));
}

/** A name the files suggest, made valid: "ConvNeXt Large.onnx" → "convnext-large". Empty when they suggest none. */
export function suggestName(paths: readonly string[]): string {
  const model = paths.find((path) => /\.onnx$/i.test(path)) ?? paths[0] ?? '';
  return (model.split('/').at(-1) ?? '')
    .replace(/\.[a-z0-9_]+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 63);
}
