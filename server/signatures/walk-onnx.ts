import type { ByteSource } from './byte-source.ts';
import { newTally } from './graph-tally.ts';
import type { GraphTally } from './graph-tally.ts';
import { graphOf } from './graph-of-model.ts';
import type { ModelSummary } from './graph-of-model.ts';
import { tooMany } from './refuse-onnx.ts';
import type { Graph } from './schema.ts';
import { newGraph, walkAttribute, walkGraph, walkNode } from './walk-graph.ts';
import { walkEntry } from './walk-tensor.ts';
import { MAX_TEXT_BYTES, readName, readText } from './walk-text.ts';
import { HEADER_BYTES, lengthField, runWalk, varintField, WireReader } from './wire-reader.ts';
import type { Walk } from './wire-reader.ts';

const MAX_OPSETS = 1_000;
const MAX_METADATA = 10_000;
const MAX_METADATA_LENGTH = 16 * 1024 * 1024;
const MAX_FUNCTIONS = 10_000;

/**
 * Reads what an ONNX file says about itself without reading its weights: about 66 kB of a 2 GB file.
 * Fields may come in any order; payloads are jumped over; every count and length has a limit.
 * Throws INVALID_MODEL for a damaged, cut or oversized structure, UNSUPPORTED_MODEL for inputs or outputs
 * that cannot cross the API. Whether the engine takes the graph is `checkGraph`'s question.
 * Source: onnx.proto, ModelProto.
 */
export async function walkOnnx(source: ByteSource, file: { name: string }, signal?: AbortSignal): Promise<Graph> {
  const reader = new WireReader(source, file.name);
  const tally = newTally();
  const model = await runWalk(reader, walkModel(reader, tally), signal);
  return graphOf(model, tally, { name: file.name, sizeBytes: source.sizeBytes });
}

function* walkModel(reader: WireReader, tally: GraphTally): Walk<ModelSummary> {
  const end = reader.sizeBytes;
  const model = newModel();
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    switch (reader.key) {
      case varintField(1):
        model.irVersion = reader.value();
        break;
      case lengthField(2):
        model.producer = yield* readName(reader);
        break;
      case lengthField(3):
        model.producerVersion = yield* readName(reader);
        break;
      case lengthField(4):
        model.domain = yield* readName(reader);
        break;
      case varintField(5):
        model.modelVersion = reader.decimal();
        break;
      case lengthField(6):
        model.docString = yield* readText(reader, MAX_TEXT_BYTES);
        break;
      case lengthField(7):
        model.hasGraph = true;
        yield* walkGraph(reader, model.graph, tally);
        break;
      case lengthField(8):
        model.opsets.push(yield* walkOpset(reader));
        if (model.opsets.length > MAX_OPSETS) throw tooMany(reader.fileName, 'opset imports', MAX_OPSETS);
        break;
      case lengthField(14):
        yield* walkMetadata(reader, model);
        break;
      case lengthField(25):
        model.functions.push(yield* walkFunction(reader, tally));
        if (model.functions.length > MAX_FUNCTIONS) throw tooMany(reader.fileName, 'functions', MAX_FUNCTIONS);
        break;
      default:
        reader.skip();
    }
  }
  return model;
}

function newModel(): ModelSummary {
  return {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    domain: '',
    modelVersion: '0',
    docString: '',
    hasGraph: false,
    graph: newGraph(),
    opsets: [],
    metadata: [],
    metadataLength: 0,
    functions: [],
  };
}

function* walkOpset(reader: WireReader): Walk<{ domain: string; version: number }> {
  const end = reader.payloadEnd();
  const opset = { domain: '', version: 0 };
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) opset.domain = yield* readName(reader);
    else if (reader.key === varintField(2)) opset.version = reader.value();
    else reader.skip();
  }
  if (!Number.isSafeInteger(opset.version)) throw reader.broken('an impossible opset version ends');
  return opset;
}

function* walkMetadata(reader: WireReader, model: ModelSummary): Walk<void> {
  const entry = yield* walkEntry(reader, (inner) => readText(inner, MAX_TEXT_BYTES));
  model.metadata.push(entry);
  model.metadataLength += entry.key.length + entry.value.length;
  if (model.metadata.length > MAX_METADATA) throw tooMany(reader.fileName, 'metadata entries', MAX_METADATA);
  if (model.metadataLength > MAX_METADATA_LENGTH) throw reader.broken('the metadata takes more than 16 MB; it reaches its limit');
}

/** FunctionProto: name 1, node 7, domain 10, default attributes 11. Its operators count once, however often it is called. */
function* walkFunction(reader: WireReader, tally: GraphTally): Walk<{ domain: string; name: string }> {
  const end = reader.payloadEnd();
  const found = { domain: '', name: '' };
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    if (reader.key === lengthField(1)) found.name = yield* readName(reader);
    else if (reader.key === lengthField(10)) found.domain = yield* readName(reader);
    else if (reader.key === lengthField(7)) yield* walkNode(reader, tally, 1);
    else if (reader.key === lengthField(11)) yield* walkAttribute(reader, tally, 1);
    else reader.skip();
  }
  return found;
}
