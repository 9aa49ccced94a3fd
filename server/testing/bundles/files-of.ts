import { statSync } from 'node:fs';
import path from 'node:path';

/** Files of a folder as a runner is given them, without those left out. */
export function filesOf(
  bundle: { folder: string; files: readonly string[] },
  without: readonly string[] = [],
): { name: string; path: string; sizeBytes: number }[] {
  return bundle.files
    .filter((name) => !without.includes(name))
    .map((name) => ({ name, path: path.join(bundle.folder, name), sizeBytes: statSync(path.join(bundle.folder, name)).size }));
}
