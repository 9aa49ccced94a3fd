import type { WireReader } from './wire-reader.ts';
import { tooMany } from './refuse-onnx.ts';
import type { TensorSummary } from './walk-tensor.ts';

export const MAX_NODES = 500_000;
export const MAX_INITIALIZERS = 200_000;
const MAX_OPERATORS = 10_000;
const MAX_EXTERNAL_FILES = 10_000;

/** What is counted over a model, its sub-graphs and its functions while it is walked. */
export interface GraphTally {
  nodeCount: number;
  initializerCount: number;
  parameterCount: number;
  weightBytes: number;
  operators: Map<string, { domain: string; opType: string; count: number }>;
  /** Location to the last byte needed of it; null when the file does not say how long the weight is. */
  externalData: Map<string, number | null>;
}

export function newTally(): GraphTally {
  return {
    nodeCount: 0,
    initializerCount: 0,
    parameterCount: 0,
    weightBytes: 0,
    operators: new Map(),
    externalData: new Map(),
  };
}

/** Counts a node when its message begins, so that a file with too many is refused before they are read. */
export function countNode(reader: WireReader, tally: GraphTally): void {
  tally.nodeCount += 1;
  if (tally.nodeCount > MAX_NODES) throw tooMany(reader.fileName, 'nodes', MAX_NODES);
}

/** Counts an initializer when its message begins. */
export function countInitializer(reader: WireReader, tally: GraphTally): void {
  tally.initializerCount += 1;
  if (tally.initializerCount > MAX_INITIALIZERS) throw tooMany(reader.fileName, 'initializers', MAX_INITIALIZERS);
}

/** Counts an operator; "ai.onnx" and "" are one domain. */
export function countOperator(reader: WireReader, tally: GraphTally, operator: { domain: string; opType: string }): void {
  const domain = operator.domain === 'ai.onnx' ? '' : operator.domain;
  const key = domain === '' ? operator.opType : `${domain}\n${operator.opType}`;
  const known = tally.operators.get(key);
  if (known) known.count += 1;
  else tally.operators.set(key, { domain, opType: operator.opType, count: 1 });
  if (tally.operators.size > MAX_OPERATORS) throw tooMany(reader.fileName, 'kinds of operators', MAX_OPERATORS);
}

/** Adds a weight: its elements, its bytes, and the file beside the model that holds it, if any. */
export function countWeight(reader: WireReader, tally: GraphTally, tensor: TensorSummary): void {
  tally.parameterCount += tensor.elementCount;
  tally.weightBytes += tensor.sizeBytes;
  if (!Number.isSafeInteger(tally.parameterCount) || !Number.isSafeInteger(tally.weightBytes)) {
    throw reader.broken(`the weights add up to more elements than a computer can count; the last, \`${tensor.name}\`, ends`);
  }
  if (tensor.external) countExternal(reader, tally, tensor.external);
}

function countExternal(reader: WireReader, tally: GraphTally, external: { location: string; endBytes: number | null }): void {
  const known = tally.externalData.get(external.location);
  const needed = Math.max(known ?? 0, external.endBytes ?? 0);
  tally.externalData.set(external.location, needed === 0 && external.endBytes === null ? null : needed);
  if (tally.externalData.size > MAX_EXTERNAL_FILES) throw tooMany(reader.fileName, 'external data files', MAX_EXTERNAL_FILES);
}
