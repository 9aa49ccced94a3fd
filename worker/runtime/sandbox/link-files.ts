import { constants, copyFileSync, existsSync, linkSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** A file of a version: its path inside the version, and where it lies. */
export interface NamedFile {
  name: string;
  path: string;
}

/** What a disk, or two of them, cannot do at all: https://man7.org/linux/man-pages/man2/link.2.html */
const IMPOSSIBLE = ['EXDEV', 'EPERM', 'EOPNOTSUPP', 'ENOTSUP'];

/** Whether links from where models lie to where runners look can be made at all, to go by the error of one. */
export function isImpossible(error: unknown): boolean {
  return IMPOSSIBLE.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Lays files under their names in a folder that is there, as hard links. @throws the error of the first that cannot be */
export function linkFiles(folder: string, files: NamedFile[]): void {
  for (const file of files) linkSync(file.path, makeRoom(folder, file));
}

/** The same, each file as a copy where a link cannot be. */
export function linkOrCopyFiles(folder: string, files: NamedFile[]): void {
  for (const file of files) {
    try {
      linkFiles(folder, [file]);
    } catch {
      // Never onto a link that is there: it would write into the stored file.
      copyFileSync(file.path, makeRoom(folder, file), constants.COPYFILE_EXCL);
    }
  }
}

// The folder itself is never made: a runner that is up would not see it.
function makeRoom(folder: string, { name }: NamedFile): string {
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const inner = path.join(folder, name.slice(0, at));
    if (!existsSync(inner)) mkdirSync(inner);
  }
  return path.join(folder, name);
}
