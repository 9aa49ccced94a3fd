import { asIndexed, asObject, asText, asTexts } from './json-look.ts';

const MAX_NUMBERED = 100_000;

/** One name per line; "0 person", "0: person" and "person, human" in ImageNet's synset files keep the name. */
export function readLabelLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  const numbered = lines.length > 1 && lines.length <= MAX_NUMBERED && lines.every((line, index) => new RegExp(`^${index}\\s*[:,\\s]\\s*\\S`).test(line));
  if (numbered) return lines.map((line) => line.replace(/^\d+\s*[:,\s]\s*/, ''));
  const synsets = lines.length > 1 && lines.every((line) => /^n\d{8}\s+\S/.test(line));
  return synsets ? lines.map((line) => line.replace(/^n\d{8}\s+/, '')) : lines;
}

/** The items of a TensorFlow label map by their id, 0 upwards: ids that nobody has are "unused". */
export function readLabelMap(text: string): string[] {
  const labels: string[] = [];
  for (const [, body = ''] of text.matchAll(/item\s*\{([^{}]*)\}/g)) {
    const id = Number(/\bid\s*:\s*(\d+)/.exec(body)?.[1] ?? NaN);
    const name = /\bdisplay_name\s*:\s*(["'])(.*?)\1/.exec(body)?.[2] ?? /\bname\s*:\s*(["'])(.*?)\1/.exec(body)?.[2];
    if (Number.isInteger(id) && id < 100_000 && name !== undefined) labels[id] = name;
  }
  return Array.from(labels, (label, id) => label ?? (id === 0 ? 'background' : 'unused'));
}

/** Labels in JSON: a list of names, a list of objects with one, or names by index. */
export function readJsonLabels(json: unknown): string[] | null {
  const texts = asTexts(json);
  if (texts) return texts;
  if (Array.isArray(json) && json.length > 0) {
    const names = json.map(nameOf);
    return names.every((name) => name !== null) ? (names as string[]) : null;
  }
  const object = asObject(json);
  return asIndexed(json) ?? asIndexed(object?.id2label) ?? (object ? readJsonLabels(object.labels ?? object.classes ?? null) : null);
}

function nameOf(item: unknown): string | null {
  const object = asObject(item);
  const name = asText(object?.name) ?? asText(object?.label) ?? asTexts(object?.names)?.[0] ?? null;
  const sign = asText(object?.char);
  return name !== null && sign !== null ? `${sign} ${name}` : (name ?? sign);
}
