import { AppError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { isWeightsOf } from './bundle/precisions.ts';
import { readBundle } from './bundle/read-bundle.ts';
import type { Bundle } from './bundle/schema.ts';
import { checkExternalData, externalPaths } from './check-external-data.ts';
import { checkGraph } from './check-graph.ts';
import { identifyFile } from './identify-file.ts';
import type { FileKind } from './identify-file.ts';
import { isCompanion, refuseFile } from './refuse-file.ts';
import { checkSignature } from './check-signature.ts';
import type { Choice } from './choice.ts';
import { detectSignature } from './detect/detect-signature.ts';
import type { Evidence } from './detect/evidence.ts';
import { groupGraphs } from './detect/group-graphs.ts';
import { readCompanions } from './detect/read-companions.ts';
import { presetFor } from './presets/preset-for.ts';
import { isUnfit } from './presets/preset.ts';
import type { Graph, Signature } from './schema.ts';
import { walkOnnx } from './walk-onnx.ts';
import { readClassifiers } from './walk-classifiers.ts';

/** A file of a version: its path inside what was dropped, with "/" between folders, and its bytes. */
export interface SignatureFile {
  name: string;
  source: ByteSource;
}

type Identified = SignatureFile & { file: FileKind };

export interface ReadOptions {
  /** What a person chose instead of what the files are guessed to be. */
  choice?: Choice;
  signal?: AbortSignal;
}

/**
 * Reads the signature of a version from its files, without reading weights: finds the ONNX files, walks them, checks them
 * against the engine's limits and their external data against the other files, and finds the task they are for.
 * Throws INVALID_MODEL or UNSUPPORTED_MODEL saying what is wrong, why, and what to do; INVALID_INPUT for a choice that does
 * not fit the files.
 */
export async function readSignature(files: readonly SignatureFile[], { choice, signal }: ReadOptions = {}): Promise<Signature> {
  const identified: Identified[] = [];
  for (const file of files) {
    signal?.throwIfAborted();
    identified.push({ ...file, file: await identifyFile(file.source, file.name) });
  }
  const models = pickModels(identified);
  const companions = await readCompanions(files);
  const bundle = readBundle(
    models.map((model) => ({ name: model.name, sizeBytes: sizeWithData(model, files) })),
    {
      config: companions.config,
      precision: choice && 'task' in choice ? (choice.precision ?? null) : (choice?.signature.bundle?.precision ?? null),
    },
  );
  const graphs: Graph[] = [];
  for (const model of bundle ? filesOf(bundle, models) : models) {
    const graph = await readClassifiers(model.source, await walkOnnx(model.source, { name: model.name }, signal), signal);
    checkGraph(graph);
    checkCompanions(graph, identified);
    graphs.push(graph);
  }
  checkExternalData(
    graphs,
    files.map(({ name, source }) => ({ name, sizeBytes: source.sizeBytes })),
  );
  if (bundle) return choose({ graphs, companions, bundle }, choice);
  const grouped = groupGraphs(graphs, companions);
  if (!grouped.together) {
    const names = graphs.slice(0, 5).map(({ file }) => `\`${file}\``);
    const more = graphs.length > 5 ? ` and ${graphs.length - 5} more` : '';
    throw new AppError('UNSUPPORTED_MODEL', `${graphs.length} models were dropped together: ${names.join(', ')}${more}.`, {
      cause: grouped.reason,
      suggestions: [grouped.suggestion],
    });
  }
  return choose({ graphs: grouped.graphs, companions }, choice);
}

function choose(evidence: Evidence, choice: Choice | undefined): Signature {
  if (!choice) return detectSignature(evidence);
  if ('task' in choice) {
    const preset = presetFor(choice.task, evidence);
    if (!isUnfit(preset)) return preset;
    throw new AppError('INVALID_INPUT', `These files cannot be served as ${choice.task}.`, {
      cause: preset.because,
      suggestions: ['Choose another task, or tensor.'],
    });
  }
  const { guess, generation } = detectSignature(evidence);
  if (generation) {
    throw new AppError('INVALID_INPUT', 'The fields of a model that writes step by step are given by its bundle.', {
      suggestions: ['Choose another task or another precision instead.'],
    });
  }
  const signature = { ...choice.signature, graphs: [...evidence.graphs], ...(guess ? { guess: { ...guess, task: choice.signature.task, chosen: true } } : {}) };
  checkSignature(signature, evidence.companions.fileNames);
  return signature;
}

function filesOf(bundle: Bundle, models: readonly Identified[]): Identified[] {
  return bundle.parts.flatMap(({ file }) => models.find(({ name }) => name === file) ?? []);
}

/** A graph's bytes with the external data that exporters put beside it. */
function sizeWithData(model: SignatureFile, files: readonly SignatureFile[]): number {
  const beside = files.filter(({ name }) => isWeightsOf(model.name, name));
  return [model, ...beside].reduce((sum, { source }) => sum + source.sizeBytes, 0);
}

/** A file named .onnx that is none is refused for what it is; so is a drop without any model. */
function pickModels(files: readonly Identified[]): Identified[] {
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
  if (candidates.length === 0) throw refuse(mostTelling(files));
  return [...candidates];
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
