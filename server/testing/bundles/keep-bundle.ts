import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/moorage');

/** A bundle that was made here: where its files lie, by their paths in it. */
export interface KeptBundle {
  folder: string;
  files: string[];
}

/** The bundle of a name, made anew only when the sources it is made by, or the text it is learnt from, have changed. */
export function keepBundle(
  name: string,
  { sources, text = '' }: { sources: readonly string[]; text?: string },
  build: () => Record<string, string | Uint8Array>,
): KeptBundle {
  const hash = createHash('sha256').update(text);
  for (const source of ['keep-bundle.ts', ...sources]) hash.update(readFileSync(path.join(import.meta.dirname, source)));
  const folder = path.join(CACHE, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`;
    for (const [file, content] of Object.entries(build())) {
      mkdirSync(path.dirname(path.join(fresh, file)), { recursive: true });
      writeFileSync(path.join(fresh, file), content);
    }
    try {
      renameSync(fresh, folder);
    } catch (error) {
      // Two test files can make it at once: the first wins, the second is the same.
      if (!existsSync(folder)) throw error;
      rmSync(fresh, { recursive: true });
    }
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(json|onnx|md)$/.test(file) && file !== 'quality.json');
  return { folder, files };
}

/** The text of this project's own guides, without code. */
export function readGuides(): string {
  const files = ['docs/guide', 'docs/decisions', 'docs'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => path.join(folder, name)),
  );
  const texts = files.map((file) => readFileSync(path.join(ROOT, file), 'utf8'));
  return texts.join('\n\n').replaceAll(/```[\s\S]*?```/g, '');
}
