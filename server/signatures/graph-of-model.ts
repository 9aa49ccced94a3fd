import { AppError } from '../errors.ts';
import { boundGraph } from './bound-graph.ts';
import { DATATYPE_NAMES, datatypeOfOnnx } from './datatype.ts';
import type { GraphTally } from './graph-tally.ts';
import { damaged } from './refuse-onnx.ts';
import type { Graph, TensorSpec } from './schema.ts';
import type { GraphSummary } from './walk-graph.ts';
import { elemTypeName } from './walk-value-info.ts';
import type { ValueInfo } from './walk-value-info.ts';

/** A ModelProto as it was walked. */
export interface ModelSummary {
  irVersion: number;
  producer: string;
  producerVersion: string;
  domain: string;
  modelVersion: string;
  docString: string;
  hasGraph: boolean;
  graph: GraphSummary;
  opsets: { domain: string; version: number }[];
  metadata: { key: string; value: string }[];
  metadataLength: number;
  functions: { domain: string; name: string }[];
}

/**
 * Turns what was walked into a Graph: real inputs, served outputs, operators most used first.
 * Throws INVALID_MODEL when there is no graph or a value has no name, UNSUPPORTED_MODEL for an input or output
 * that is no tensor of a datatype of the Open Inference Protocol.
 */
export function graphOf(model: ModelSummary, tally: GraphTally, file: { name: string; sizeBytes: number }): Graph {
  if (!model.hasGraph) throw damaged(file.name, 'it holds no graph');
  if (!Number.isSafeInteger(model.irVersion)) throw damaged(file.name, 'its IR version is no number a model has');
  return boundGraph({
    name: 'model',
    file: file.name,
    sizeBytes: file.sizeBytes,
    irVersion: model.irVersion,
    opsets: model.opsets.map((opset) => (opset.domain === 'ai.onnx' ? { ...opset, domain: '' } : opset)),
    producer: model.producer,
    producerVersion: model.producerVersion,
    domain: model.domain,
    modelVersion: model.modelVersion,
    docString: model.docString === '' ? model.graph.docString : model.docString,
    graphName: model.graph.name,
    metadata: model.metadata,
    parameterCount: tally.parameterCount,
    weightBytes: tally.weightBytes,
    nodeCount: tally.nodeCount,
    operators: operatorsOf(model, tally),
    externalData: [...tally.externalData].map(([location, endBytes]) => ({ location, endBytes })),
    ...valuesOf(model.graph, file.name),
  });
}

/** A call of one of the file's own functions is no operator; what the function is made of is counted. */
function operatorsOf(model: ModelSummary, tally: GraphTally): Graph['operators'] {
  const own = new Set(model.functions.map(({ domain, name }) => `${domain === 'ai.onnx' ? '' : domain}\n${name}`));
  return [...tally.operators.values()]
    .filter(({ domain, opType }) => !own.has(`${domain}\n${opType}`))
    .sort((a, b) => b.count - a.count || (a.opType < b.opType ? -1 : 1));
}

function valuesOf(graph: GraphSummary, fileName: string): Pick<Graph, 'inputs' | 'outputs' | 'skippedOutputs'> {
  const inputs = graph.inputs.filter((value) => !graph.initializerNames.has(value.name)).map((value) => tensorSpec(value, { side: 'input', fileName }));
  const skipped = graph.outputs.filter((value) => value.type?.kind !== 'tensor');
  const outputs = graph.outputs.filter((value) => value.type?.kind === 'tensor').map((value) => tensorSpec(value, { side: 'output', fileName }));
  assertNames(inputs, 'input', fileName);
  assertNames(outputs, 'output', fileName);
  const skippedOutputs = skipped.map(({ name, type }) => ({ name, type: type?.kind === 'other' ? type.text : 'undeclared' }));
  return { inputs, outputs, skippedOutputs };
}

function assertNames(specs: TensorSpec[], side: string, fileName: string): void {
  const seen = new Set<string>();
  for (const { name } of specs) {
    if (name === '') throw damaged(fileName, `an ${side} has no name`);
    if (seen.has(name)) throw damaged(fileName, `two ${side}s are named "${name}"`);
    seen.add(name);
  }
}

function tensorSpec(value: ValueInfo, where: { side: 'input' | 'output'; fileName: string }): TensorSpec {
  const { name, type } = value;
  if (type === null) throw damaged(where.fileName, `${where.side} \`${name}\` has no type`);
  const datatype = type.kind === 'tensor' ? datatypeOfOnnx(type.elemType) : null;
  if (type.kind === 'tensor' && datatype !== null) return { name, datatype, shape: type.shape };
  const spelled = type.kind === 'tensor' ? elemTypeName(type.elemType) : type.text;
  throw new AppError('UNSUPPORTED_MODEL', `${capital(where.side)} \`${name}\` has type ${spelled}, which cannot be sent or received.`, {
    cause: `Inputs and outputs have to be tensors of one of ${DATATYPE_NAMES.join(', ')}; inside the model any type is fine.`,
    suggestions: [remedy(name, where.side, type.kind === 'tensor')],
  });
}

function remedy(name: string, side: 'input' | 'output', isTensor: boolean): string {
  if (!isTensor) return `Export the model with \`${name}\` as plain tensors, one ${side} per item.`;
  return side === 'input'
    ? `Add a Cast right after \`${name}\` and declare it as float32 (or float16), or export the model in that type.`
    : `Add a Cast to float32 (or float16) before \`${name}\`, or export the model in that type.`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
