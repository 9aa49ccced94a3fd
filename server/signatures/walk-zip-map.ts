import type { ByteSource } from './byte-source.ts';
import type { Graph } from './schema.ts';
import { readName } from './walk-text.ts';
import { HEADER_BYTES, lengthField, runWalk, varintField, WireReader } from './wire-reader.ts';
import type { Walk } from './wire-reader.ts';

const MAX_LABELS = 100_000;

type ZipMap = NonNullable<Graph['zipMaps']>[number];

/**
 * scikit-learn exports end with a ZipMap: scores become a list of maps, which no runtime hands over. What goes into it is
 * served in its place: the tensor is found here, and the runner declares it an output when it loads the file.
 * A graph without one, or with weights beside it (those load by path only), stays as it is.
 */
export async function unzipMaps(source: ByteSource, graph: Graph, signal?: AbortSignal): Promise<Graph> {
  const hasMaps = graph.operators.some(({ domain, opType }) => domain === 'ai.onnx.ml' && opType === 'ZipMap');
  if (!hasMaps || graph.externalData.length > 0) return graph;
  const reader = new WireReader(source, graph.file);
  const found = await runWalk(reader, walkZipMaps(reader), signal);
  const served = new Set(graph.outputs.map(({ name }) => name));
  const zipMaps = found.filter(({ output, tensor }) => graph.skippedOutputs.some(({ name }) => name === output) && !served.has(tensor));
  if (zipMaps.length === 0) return graph;
  const rows = graph.outputs[0]?.shape?.[0] ?? null;
  return {
    ...graph,
    zipMaps,
    outputs: [...graph.outputs, ...zipMaps.map(({ tensor, labels }) => ({ name: tensor, datatype: 'FP32' as const, shape: [rows, labels.length] }))],
    skippedOutputs: graph.skippedOutputs.filter(({ name }) => !zipMaps.some(({ output }) => output === name)),
  };
}

/** Reads the nodes of ModelProto.graph (7) and keeps the ZipMaps. Source: onnx.proto; ZipMap in ai.onnx.ml's operators. */
function* walkZipMaps(reader: WireReader): Walk<ZipMap[]> {
  const found: ZipMap[] = [];
  yield* eachField(reader, reader.sizeBytes, function* () {
    if (reader.key !== lengthField(7)) return reader.skip();
    yield* eachField(reader, reader.payloadEnd(), function* () {
      if (reader.key !== lengthField(1)) return reader.skip();
      const zipMap = yield* walkNode(reader);
      if (zipMap) found.push(zipMap);
    });
  });
  return found;
}

function* walkNode(reader: WireReader): Walk<ZipMap | null> {
  const node = { inputs: [] as string[], outputs: [] as string[], opType: '', labels: [] as string[] };
  yield* eachField(reader, reader.payloadEnd(), function* () {
    if (reader.key === lengthField(1)) node.inputs.push(yield* readName(reader));
    else if (reader.key === lengthField(2)) node.outputs.push(yield* readName(reader));
    else if (reader.key === lengthField(4)) node.opType = yield* readName(reader);
    else if (reader.key === lengthField(5) && node.opType === 'ZipMap') node.labels.push(...(yield* walkLabels(reader)));
    else reader.skip();
  });
  const [tensor] = node.inputs;
  const [output] = node.outputs;
  return node.opType === 'ZipMap' && tensor && output && node.labels.length > 0 ? { output, tensor, labels: node.labels } : null;
}

/** AttributeProto: strings 9 or ints 8 of classlabels_strings, classlabels_int64s. */
function* walkLabels(reader: WireReader): Walk<string[]> {
  const labels: string[] = [];
  yield* eachField(reader, reader.payloadEnd(), function* () {
    if (labels.length > MAX_LABELS) throw reader.broken(`a ZipMap has more than ${MAX_LABELS} labels`);
    if (reader.key === lengthField(9)) labels.push(yield* readName(reader));
    else if (reader.key === varintField(8)) labels.push(reader.decimal());
    else if (reader.key === lengthField(8)) {
      const end = reader.payloadEnd();
      while (reader.position < end) {
        if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
        reader.readPacked(end);
        labels.push(reader.decimal());
      }
    } else reader.skip();
  });
  return labels;
}

function* eachField(reader: WireReader, end: number, read: () => Walk<void>): Walk<void> {
  while (reader.position < end) {
    if (!reader.holds(HEADER_BYTES)) yield HEADER_BYTES;
    reader.readHeader(end);
    yield* read();
  }
}
