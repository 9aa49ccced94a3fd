import { AppError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatCount } from '../format-count.ts';
import type { Graph } from './schema.ts';

/** A dropped file: its path inside what was dropped, with "/" between folders. */
export interface BundleFile {
  name: string;
  sizeBytes: number;
}

/**
 * Checks that every weight kept beside a model lies inside the dropped files and is whole.
 * Locations are relative to the model's own folder. Throws INVALID_MODEL naming the files that are missing or short,
 * or the path that leaves the folder. Source: ONNX docs/ExternalData.md.
 */
export function checkExternalData(graphs: readonly Graph[], files: readonly BundleFile[]): void {
  const sizes = new Map(files.map((file) => [file.name, file.sizeBytes]));
  for (const graph of graphs) {
    const missing: string[] = [];
    for (const { location, endBytes } of graph.externalData) {
      const path = resolveLocation(graph, location);
      const sizeBytes = sizes.get(path);
      if (sizeBytes === undefined) missing.push(path);
      else if (endBytes !== null && endBytes > sizeBytes) throw tooShort(graph, path, { sizeBytes, endBytes });
    }
    if (missing.length > 0) throw absent(graph, missing, files);
  }
}

/** Paths (inside what was dropped) of the files that hold a graph's weights. Throws INVALID_MODEL for an escaping one. */
export function externalPaths(graph: Graph): string[] {
  return graph.externalData.map(({ location }) => resolveLocation(graph, location));
}

function resolveLocation(graph: Graph, location: string): string {
  const parts = location.split('/');
  const escapes = location.startsWith('/') || /^[A-Za-z]:/.test(location) || /[\\\u0000-\u001f\ufffd]/.test(location) || parts.includes('..');
  // onnxruntime takes this location for an address in its own memory.
  const isAddress = location.includes('_ORT_MEM_ADDR_');
  const kept = parts.filter((part) => part !== '.' && part !== '');
  if (escapes || isAddress || kept.length === 0) throw escaping(graph, location);
  const folder = graph.file.split('/').slice(0, -1);
  return [...folder, ...kept].join('/');
}

function escaping(graph: Graph, location: string): AppError {
  const shown = JSON.stringify(location.length > 200 ? `${location.slice(0, 200)}…` : location);
  return new AppError('INVALID_MODEL', `\`${graph.file}\` keeps weights at ${shown}, outside its own folder.`, {
    cause: 'The location of external data has to be a plain path below the model: relative, without "..", drive letters or backslashes.',
    suggestions: ['Save it again with `onnx.save(model, "model.onnx", save_as_external_data=True, location="model.onnx.data")` and drop both files.'],
  });
}

function absent(graph: Graph, missing: string[], files: readonly BundleFile[]): AppError {
  const listed = missing.slice(0, 5).map((path) => `\`${path}\``);
  const more = missing.length > 5 ? ` and ${formatCount(missing.length - 5)} more` : '';
  const others = files.filter((file) => file.name !== graph.file).map((file) => file.name);
  const cause =
    others.length === 0
      ? 'The weights of this model are stored in files of their own, and only the model was dropped.'
      : `The weights of this model are stored in files of their own; beside it were dropped: ${others.slice(0, 5).join(', ')}.`;
  return new AppError('INVALID_MODEL', `\`${graph.file}\` needs ${listed.join(', ')}${more}, which ${missing.length > 1 ? 'are' : 'is'} missing.`, {
    cause,
    suggestions: [`Drop the model together with ${listed.join(', ')}${more}, under exactly these names, or drop the whole folder.`],
  });
}

function tooShort(graph: Graph, path: string, sizes: { sizeBytes: number; endBytes: number }): AppError {
  const { sizeBytes, endBytes } = sizes;
  return new AppError(
    'INVALID_MODEL',
    `\`${path}\` is cut short: \`${graph.file}\` needs ${formatCount(endBytes)} bytes of it and it has ${formatCount(sizeBytes)}.`,
    {
      cause: 'The download of the weights stopped early, or the file belongs to another export of the model.',
      suggestions: [`Fetch it again, check that it is at least ${formatBytes(endBytes)}, and drop both files again.`],
    },
  );
}
