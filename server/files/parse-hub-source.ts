import { AppError } from '../errors.ts';
import { PRECISIONS, type Precision } from '../signatures/bundle/precisions.ts';

export interface HubSource {
  /** `owner/name`. */
  repository: string;
  /** A branch, a tag or a commit. */
  revision: string;
  precision: Precision | null;
}

const SOURCE = /^hf:([A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95})(?:@([\w./-]{1,200}))?(?:#(\w+))?$/;

/** Writes what parseHubSource reads. */
export function formatHubSource({ repository, revision, precision }: HubSource): string {
  return `hf:${repository}${revision === 'main' ? '' : `@${revision}`}${precision ? `#${precision}` : ''}`;
}

/** Reads `hf:<owner>/<name>[@revision][#precision]`. @throws INVALID_INPUT */
export function parseHubSource(source: string): HubSource {
  const [, repository, revision = 'main', precision = null] = SOURCE.exec(source.trim()) ?? [];
  const known = precision === null || (PRECISIONS as readonly string[]).includes(precision);
  if (!repository || revision.includes('..') || !known) {
    throw new AppError('INVALID_INPUT', `"${source.slice(0, 200)}" is not a source on the Hugging Face Hub.`, {
      cause: 'A source names a repository, and perhaps its revision.',
      suggestions: ['Write it like hf:onnx-community/Qwen3-0.6B-ONNX, or with a revision: hf:owner/name@v1.0.'],
    });
  }
  return { repository, revision, precision: precision as Precision | null };
}
