import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../server/errors.ts';
import type { StepTools } from '../steps/step.ts';

/** What Steps may read: the version's own files, by their names. */
export function readerOf(folder: string): StepTools {
  return {
    async read(file) {
      const target = path.resolve(folder, file);
      if (!target.startsWith(`${path.resolve(folder)}${path.sep}`)) throw missing(file);
      try {
        return await readFile(target);
      } catch {
        throw missing(file);
      }
    },
  };
}

function missing(file: string): AppError {
  return new AppError('INVALID_MODEL', `The version has no file \`${file}\`, which its signature reads.`, {
    suggestions: [`Deploy it together with \`${file}\`, or edit the signature.`],
  });
}
