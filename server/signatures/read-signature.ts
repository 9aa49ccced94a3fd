import { AppError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { checkExternalData, externalPaths } from './check-external-data.ts';
import { checkGraph } from './check-graph.ts';
import { identifyFile } from './identify-file.ts';
import type { FileKind } from './identify-file.ts';
import { isCompanion, refuseFile } from './refuse-file.ts';
import type { TensorField } from './field.ts';
import type { Graph, Signature, TensorSpec } from './schema.ts';
import { walkOnnx } from './walk-onnx.ts';

/** A file of a version: its path inside what was dropped, with "/" between folders, and its bytes. */
export interface SignatureFile {
  name: string;
  source: ByteSource;
}

type Identified = SignatureFile & { file: FileKind };

/**
 * Reads the signature of a version from its files, without reading weights: finds the one ONNX file, walks it,
 * checks it against the engine's limits and its external data against the other files.
 * Throws INVALID_MODEL or UNSUPPORTED_MODEL saying what is wrong, why, and what to do.
 */
export async function readSignature(files: readonly SignatureFile[], signal?: AbortSignal): Promise<Signature> {
  const identified: Identified[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    identified.push({ ...file, file: await identifyFile(file.source, file.name) });
  }
  const model = pickModel(identified);
  const graph = await walkOnnx(model.source, { name: model.name }, signal);
  checkGraph(graph);
  checkCompanions(graph, identified);
  checkExternalData(
    [graph],
    files.map(({ name, source }) => ({ name, sizeBytes: source.sizeBytes })),
  );
  return signatureOf(graph);
}

/** The signature of one graph served as it is: every tensor is a Field of its own name, without Steps. */
export function signatureOf(graph: Graph): Signature {
  return {
    task: 'tensor',
    inputs: graph.inputs.map((spec) => fieldOf(graph, spec)),
    outputs: graph.outputs.map((spec) => fieldOf(graph, spec)),
    graphs: [graph],
  };
}

function fieldOf(graph: Graph, spec: TensorSpec): TensorField {
  return {
    name: spec.name,
    encoding: 'tensor',
    datatype: spec.datatype,
    shape: spec.shape,
    required: true,
    tensors: [{ graph: graph.name, name: spec.name }],
    steps: [],
  };
}

/** A file named .onnx that is none is refused for what it is; so is a drop without any model. */
function pickModel(files: readonly Identified[]): Identified {
  if (files.length === 0) {
    throw new AppError('INVALID_MODEL', 'No file was dropped.', { suggestions: ['Drop a .onnx file.'] });
  }
  const impostor = files.find(({ name, file }) => file.kind !== 'onnx' && file.kind !== 'unknown' && isOnnxName(name));
  if (impostor) throw refuse(impostor);
  // Unknown bytes under the name of a model are the walker's: it says where they stop making sense.
  const models = files.filter(({ name, file }) => file.kind === 'onnx' || (file.kind === 'unknown' && isOnnxName(name)));
  const named = models.filter(({ name }) => isOnnxName(name));
  // Weights can begin like a model by chance: a name decides before a look does.
  const candidates = named.length > 0 ? named : models;
  const [model, second] = candidates;
  if (model === undefined) throw refuse(mostTelling(files));
  if (second !== undefined) {
    const names = candidates.slice(0, 5).map(({ name }) => `\`${name}\``);
    const more = candidates.length > 5 ? ` and ${candidates.length - 5} more` : '';
    throw new AppError('UNSUPPORTED_MODEL', `${candidates.length} models were dropped together: ${names.join(', ')}${more}.`, {
      cause: 'One version holds one model.',
      suggestions: ['Drop them one by one, each with its own external data; each becomes a model or a version.'],
    });
  }
  return model;
}

function isOnnxName(name: string): boolean {
  return /\.onnx$/i.test(name);
}

function mostTelling(files: readonly Identified[]): Identified {
  const telling = files.find(({ file }) => !isCompanion(file)) ?? [...files].sort((a, b) => b.source.sizeBytes - a.source.sizeBytes)[0];
  if (telling === undefined) throw new AppError('INVALID_MODEL', 'No file was dropped.');
  return telling;
}

function refuse({ file, name }: Identified): AppError {
  if (file.kind === 'onnx') return new AppError('INTERNAL', `\`${name}\` is an ONNX file and was about to be refused as none.`);
  return refuseFile(file, name);
}

/** Beside the model: its external data, and whatever explains it. Another format's weights are refused, not stored. */
function checkCompanions(graph: Graph, files: readonly Identified[]): void {
  const weights = new Set(externalPaths(graph));
  for (const other of files) {
    if (other.name === graph.file || other.file.kind === 'onnx') continue;
    const isPointer = other.file.kind === 'git-lfs-pointer' || other.file.kind === 'html' || other.file.kind === 'empty';
    if (weights.has(other.name)) {
      if (isPointer) throw refuse(other);
    } else if (!isCompanion(other.file) && !isPointer) {
      throw unneeded(graph, other);
    }
  }
}

function unneeded(graph: Graph, other: Identified): AppError {
  const error = refuse(other);
  return new AppError('UNSUPPORTED_MODEL', error.message, {
    cause: `\`${graph.file}\` does not use it, so it would only be stored.`,
    suggestions: [`Drop \`${graph.file}\` without \`${other.name}\`.`],
  });
}
