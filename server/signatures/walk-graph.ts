import { countInitializer, countNode, countOperator, countWeight } from './graph-tally.ts';
import type { GraphTally } from './graph-tally.ts';
import { tooMany } from './refuse-onnx.ts';
import { HEADER_BYTES, lengthField } from './wire-reader.ts';
import type { Walk, WireReader } from './wire-reader.ts';
import { walkTensor } from './walk-tensor.ts';
import type { TensorSummary } from './walk-tensor.ts';
import { MAX_TEXT_BYTES, readName, readText } from './walk-text.ts';
import { walkValueInfo } from './walk-value-info.ts';
import type { ValueInfo } from './walk-value-info.ts';

const MAX_GRAPH_DEPTH = 12;
const MAX_VALUES = 10_000;
const MAX_NAMES_LENGTH = 32 * 1024 * 1024;

/** A GraphProto without its weights. Lists are in file order. */
export interface GraphSummary {
  name: string;
  docString: string;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  initializerNames: Set<string>;
  namesLength: number;
}

export function newGraph(): GraphSummary {
  return { name: '', docString: '', inputs: [], outputs: [], initializerNames: new Set(), namesLength: 0 };
}

/** Reads the main GraphProto into `graph` and `tally`. Source: onnx.proto, GraphProto. */
export function* walkGraph(reader: WireReader, graph: GraphSummary, tally: GraphTally): Walk<void> {
  const end = reader.payloadEnd();
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case lengthField(1):
        yield* walkNode(reader, tally, 1);
        break;
      case lengthField(2):
        graph.name = yield* readName(reader);
        break;
      case lengthField(5):
        noteInitializer(reader, graph, yield* walkInitializer(reader, tally));
        break;
      case lengthField(10):
        graph.docString = yield* readText(reader, MAX_TEXT_BYTES);
        break;
      case lengthField(11):
        graph.inputs.push(yield* walkValueInfo(reader));
        if (graph.inputs.length > MAX_VALUES + graph.initializerNames.size) throw tooMany(reader.fileName, 'inputs', MAX_VALUES);
        break;
      case lengthField(12):
        graph.outputs.push(yield* walkValueInfo(reader));
        if (graph.outputs.length > MAX_VALUES) throw tooMany(reader.fileName, 'outputs', MAX_VALUES);
        break;
      case lengthField(15):
        noteInitializer(reader, graph, yield* walkSparse(reader, tally));
        break;
      default:
        reader.skip();
    }
  }
}

function* walkInitializer(reader: WireReader, tally: GraphTally): Walk<TensorSummary> {
  countInitializer(reader, tally);
  const tensor = yield* walkTensor(reader);
  countWeight(reader, tally, tensor);
  return tensor;
}

/** SparseTensorProto: values 1, indices 2, dims 3. It goes by the name of its values; those count as weights. */
function* walkSparse(reader: WireReader, tally: GraphTally): Walk<TensorSummary | null> {
  const end = reader.payloadEnd();
  countInitializer(reader, tally);
  let values: TensorSummary | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) {
      values = yield* walkTensor(reader);
      countWeight(reader, tally, values);
    } else if (reader.key === lengthField(2)) {
      const indices = yield* walkTensor(reader);
      countWeight(reader, tally, { ...indices, elementCount: 0 });
    } else reader.skip();
  }
  return values;
}

function noteInitializer(reader: WireReader, graph: GraphSummary, tensor: TensorSummary | null): void {
  if (tensor === null) return;
  graph.initializerNames.add(tensor.name);
  graph.namesLength += tensor.name.length;
  if (graph.namesLength > MAX_NAMES_LENGTH) throw reader.broken('the names of the weights alone take more than 32 MB');
}

/** A graph inside an If, a Loop or a Scan: its operators and weights count, its values are its own. */
function* walkSubGraph(reader: WireReader, tally: GraphTally, depth: number): Walk<void> {
  if (depth > MAX_GRAPH_DEPTH) throw reader.broken(`graphs are nested more than ${MAX_GRAPH_DEPTH} deep`);
  const end = reader.payloadEnd();
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) yield* walkNode(reader, tally, depth);
    else if (reader.key === lengthField(5)) yield* walkInitializer(reader, tally);
    else if (reader.key === lengthField(15)) yield* walkSparse(reader, tally);
    else reader.skip();
  }
}

/** Reads a NodeProto of a graph or a function: operator, domain, and what its attributes hold. */
export function* walkNode(reader: WireReader, tally: GraphTally, depth: number): Walk<void> {
  countNode(reader, tally);
  const end = reader.payloadEnd();
  let opType = '';
  let domain = '';
  let tensors: TensorSummary[] | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case lengthField(4):
        opType = yield* readName(reader);
        break;
      case lengthField(7):
        domain = yield* readName(reader);
        break;
      case lengthField(5): {
        const found = yield* walkAttribute(reader, tally, depth);
        if (found !== null) tensors = tensors === null ? found : tensors.concat(found);
        break;
      }
      default:
        reader.skip();
    }
  }
  countOperator(reader, tally, { domain, opType });
  for (const tensor of tensors ?? []) {
    // Weights kept in Constant nodes (paddle2onnx has no initializers at all); elsewhere a tensor is a setting.
    const isWeight = opType === 'Constant' && domain.replace('ai.onnx', '') === '';
    countWeight(reader, tally, isWeight ? tensor : { ...tensor, elementCount: 0, sizeBytes: 0 });
  }
}

/** AttributeProto: t 5, g 6, tensors 10, graphs 11, sparse_tensor 22, sparse_tensors 23. Returns its tensors, null if it has none. */
export function* walkAttribute(reader: WireReader, tally: GraphTally, depth: number): Walk<TensorSummary[] | null> {
  const end = reader.payloadEnd();
  let tensors: TensorSummary[] | null = null;
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case lengthField(5):
      case lengthField(10):
        (tensors ??= []).push(yield* walkTensor(reader));
        break;
      case lengthField(6):
      case lengthField(11):
        yield* walkSubGraph(reader, tally, depth + 1);
        break;
      case lengthField(22):
      case lengthField(23):
        yield* walkSparse(reader, tally);
        break;
      default:
        reader.skip();
    }
  }
  return tensors;
}
