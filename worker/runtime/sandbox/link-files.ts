import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** A file of a version: its path inside the version, and where it lies. */
export interface NamedFile {
  name: string;
  path: string;
}

/** Lays files under their names in a folder, as hard links. False when they lie on another disk; some may be there then. */
export function linkFiles(folder: string, files: NamedFile[]): boolean {
  try {
    for (const file of files) linkSync(file.path, makeRoom(folder, file));
    return true;
  } catch {
    return false;
  }
}

/** The same with copies where links cannot be. */
export function linkOrCopyFiles(folder: string, files: NamedFile[]): void {
  if (linkFiles(folder, files)) return;
  for (const file of files) copyFileSync(file.path, makeRoom(folder, file));
}

function makeRoom(folder: string, { name }: NamedFile): string {
  const target = path.join(folder, name);
  mkdirSync(path.dirname(target), { recursive: true });
  return target;
}
