import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../server/errors.ts';
import type { Bundle, Generation } from '../../../server/signatures/bundle/schema.ts';
import type { Task } from '../../../server/signatures/task.ts';

/** A bundle on the disk of the runner, and how it is loaded. */
export interface BundleAt {
  bundle: Bundle;
  generation: Generation;
  task: Task;
  modelFolder: string;
  threads: number;
  device: string;
}

/** The bundle's own folder, as the library is told it. */
export function folderOf({ bundle, modelFolder }: BundleAt): string {
  const first = path.posix.dirname(bundle.parts[0]?.file ?? '');
  return path.join(modelFolder, path.posix.basename(first) === 'onnx' ? path.posix.dirname(first) : first);
}

/** What every `from_pretrained` of a bundle is told. Nothing is guessed: the library takes fp32 for what it does not know. */
export function loadOptions(at: BundleAt) {
  const { bundle, threads, device } = at;
  const [first] = bundle.parts;
  const file = first?.file ?? '';
  return {
    dtype: bundle.precision,
    device: device === 'cpu' ? ('cpu' as const) : ('cuda' as const),
    local_files_only: true,
    subfolder: path.posix.basename(path.posix.dirname(file)) === 'onnx' ? 'onnx' : '',
    ...(bundle.parts.length === 1 && first ? { model_file_name: first.part } : {}),
    session_options: {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // Halves what Whisper holds, at the same speed.
      enableCpuMemArena: false,
      enableMemPattern: false,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    },
  };
}

/** A text file of the bundle, or null when there is none. */
export async function readBundleText(at: BundleAt, name: string): Promise<string | null> {
  try {
    return await readFile(path.join(folderOf(at), name), 'utf8');
  } catch {
    return null;
  }
}

/** The library's complaints in the words of what to do. */
export function explainBundleError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/Unsupported model type/i.test(message)) {
    return new AppError('UNSUPPORTED_MODEL', 'This architecture is not one that Moorage can run step by step.', {
      cause: message.split('\n')[0],
      suggestions: ['Check model_type in config.json. What transformers.js 4 runs can be deployed; other models run graph by graph, with the task tensor.'],
    });
  }
  if (/not found locally/i.test(message)) {
    const file = /file at? "?([^"\s]+)"?/i.exec(message)?.[1] ?? /"([^"]+)"/.exec(message)?.[1];
    return new AppError('INVALID_MODEL', `The bundle lacks a file it needs${file ? `: ${path.basename(file)}` : ''}.`, {
      cause: message.split('\n')[0]?.replace(/\/(model|tmp\/\S*)\//g, ''),
      suggestions: ['Drop the whole folder as it is on the Hub or as it was exported.'],
    });
  }
  return new AppError('INVALID_MODEL', 'The bundle cannot be loaded.', {
    cause: message.split('\n')[0],
    suggestions: ['Check that its files belong together and are complete, and drop the folder again.'],
  });
}
