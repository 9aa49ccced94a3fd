import { AppError } from '../errors.ts';
import { bundlePathSchema } from '../uploads/schema.ts';

export interface NpmSource {
  /** `silero-vad` or `@scope/silero-vad`. */
  package: string;
  /** Exact: `1.0.3`. */
  version: string;
  /** Paths inside the package. */
  paths: string[];
}

const SOURCE = /^npm:((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)@([0-9A-Za-z.+-]{1,64})\/(.+)$/i;

/** Reads `npm:<package>@<version>/<path>[,<path>…]`. @throws INVALID_INPUT */
export function parseNpmSource(source: string): NpmSource {
  const [, name, version, rest] = SOURCE.exec(source.trim()) ?? [];
  const paths = rest?.split(',').map((path) => path.trim()) ?? [];
  if (!name || !version || paths.some((path) => !bundlePathSchema.safeParse(path).success)) {
    throw new AppError('INVALID_INPUT', `"${source.slice(0, 200)}" is not an npm source.`, {
      cause: 'A source names a package, its exact version and the path of each file in it.',
      suggestions: ['Write it like npm:@scope/package@1.0.3/path/to/model.onnx, with further paths after commas.'],
    });
  }
  return { package: name, version, paths: [...new Set(paths)] };
}
