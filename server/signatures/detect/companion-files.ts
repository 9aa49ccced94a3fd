import type { ByteSource } from '../byte-source.ts';

/** A file of a version: its path with "/" between folders, and its bytes. */
export interface CompanionFile {
  name: string;
  source: ByteSource;
}

/** A companion that is not what its name says: told to the person, never a failure of the version. */
export class Unreadable extends Error {}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The file of that name nearest to the top; of a path with folders, the one that ends with it. */
export function findFile<F extends { name: string }>(files: readonly F[], wanted: string | RegExp): F | null {
  const fits = ({ name }: F) => {
    if (typeof wanted !== 'string') return wanted.test(baseName(name));
    return name === wanted || name.endsWith(`/${wanted}`);
  };
  // The parts of a sentence-transformers model (1_Pooling/config.json) are not the model's own.
  const isPart = ({ name }: F) => typeof wanted === 'string' && !wanted.includes('/') && /(^|\/)\d+_\w+\/[^/]+$/.test(name);
  const depth = (name: string) => name.split('/').length;
  const found = files.filter((file) => fits(file) && !isPart(file));
  return found.sort((a, b) => depth(a.name) - depth(b.name) || (a.name < b.name ? -1 : 1))[0] ?? null;
}

/** The text of a file of at most `maxBytes`, or its first `headBytes`. @throws Unreadable */
export async function readText(file: CompanionFile, limit: { maxBytes: number } | { headBytes: number }): Promise<string> {
  const { source } = file;
  if ('maxBytes' in limit && source.sizeBytes > limit.maxBytes) throw new Unreadable(`is larger than ${limit.maxBytes / 1024} kB`);
  const wanted = 'maxBytes' in limit ? source.sizeBytes : Math.min(limit.headBytes, source.sizeBytes);
  const bytes = new Uint8Array(wanted);
  let at = 0;
  while (at < wanted) {
    const part = await source.read(at, wanted - at);
    if (part.byteLength === 0) throw new Unreadable(`ends after ${at} bytes`);
    bytes.set(part.subarray(0, wanted - at), at);
    at += part.byteLength;
  }
  const text = new TextDecoder().decode(bytes);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** JSON of a file. @throws Unreadable */
export async function readJson(file: CompanionFile, maxBytes: number): Promise<unknown> {
  const text = await readText(file, { maxBytes });
  const parsed = tryJson(text);
  if (parsed) return parsed.value;
  // Python writes NaN and Infinity into JSON; none of what is looked for has them.
  const plain = tryJson(text.replace(/([:[,]\s*)(NaN|-?Infinity)(?=\s*[,\]}])/g, '$1null'));
  if (plain) return plain.value;
  throw new Unreadable('is no JSON');
}

function tryJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // A RangeError is of nesting too deep for the stack: as good as no JSON.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}
