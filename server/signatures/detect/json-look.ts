/** A look into JSON or YAML that somebody else wrote: what is not as expected is as good as missing. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number above 0. */
export function asSize(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

export function asNumbers(value: unknown): number[] | null {
  return Array.isArray(value) && value.length > 0 && value.every((item) => asNumber(item) !== null) ? (value as number[]) : null;
}

export function asTexts(value: unknown): string[] | null {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string') ? (value as string[]) : null;
}

/** `{"0": "cat", "1": "dog"}` as a list: keys are compared as numbers, since "10" sorts before "2". null with a gap or another key. */
export function asIndexed(value: unknown): string[] | null {
  const entries = Object.entries(asObject(value) ?? {});
  if (entries.length === 0) return null;
  const list = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [key, name] of entries) {
    const index = Number(key);
    if (!/^\d+$/.test(key) || index >= list.length || (typeof name !== 'string' && typeof name !== 'number')) return null;
    list[index] = String(name);
  }
  return list.every((name) => name !== undefined) ? (list as string[]) : null;
}
