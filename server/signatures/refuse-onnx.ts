import { AppError } from '../errors.ts';
import { formatCount } from '../format-count.ts';

/** INVALID_MODEL for bytes that no ONNX file can have. `detail` completes the sentence "Reading it, ...". */
export function damaged(fileName: string, detail: string): AppError {
  return new AppError('INVALID_MODEL', `\`${fileName}\` is not a valid ONNX file: ${detail}.`, {
    cause: 'The bytes are damaged, or the file is of another format under this name.',
    suggestions: ['Download or export the file again and drop it again.', 'Check it where it was made: `python -m onnx.checker model.onnx`.'],
  });
}

/** INVALID_MODEL for a file whose own structure says that it goes on after its last byte. */
export function cutShort(fileName: string, endsAt: number, neededBytes: number): AppError {
  const missing = neededBytes - endsAt;
  const noun = missing === 1 ? 'byte is' : 'bytes are';
  return new AppError(
    'INVALID_MODEL',
    `\`${fileName}\` is cut short: it ends at byte ${formatCount(endsAt)} and at least ${formatCount(missing)} more ${noun} missing.`,
    {
      cause: 'The download or the copy that made this file stopped early.',
      suggestions: [`Fetch the file again, check that it has at least ${formatCount(neededBytes)} bytes, drop it again.`],
    },
  );
}

/** INVALID_MODEL for a file that is larger in some count than any real model. */
export function tooMany(fileName: string, what: string, limit: number): AppError {
  return new AppError('INVALID_MODEL', `\`${fileName}\` has more than ${formatCount(limit)} ${what}.`, {
    cause: `Moorage reads models of at most ${formatCount(limit)} ${what}; a larger count almost always means a damaged file.`,
    suggestions: [
      'Simplify the model before exporting it (for instance with `onnxsim`), or split it.',
      'If the file should be small, download or export it again.',
    ],
  });
}
