import type { ByteSource } from './byte-source.ts';
import type { Graph } from './schema.ts';
import { readName } from './walk-text.ts';
import { HEADER_BYTES, lengthField, runWalk, varintField, WireReader } from './wire-reader.ts';
import type { Walk } from './wire-reader.ts';

const MAX_LABELS = 100_000;

interface Classifier {
  opType: string;
  input: string | undefined;
  output: string | undefined;
  labels: string[];
}

/**
 * What the classifiers of ai.onnx.ml say of their classes. scikit-learn exports mostly end with a ZipMap: scores become a
 * list of maps, which no runtime hands over. What goes into it is served in its place: the tensor is found here, and the
 * runner declares it an output when it loads the file; not with weights beside it, as those load by path only.
 */
export async function readClassifiers(source: ByteSource, graph: Graph, signal?: AbortSignal): Promise<Graph> {
  if (!graph.operators.some(({ domain, opType }) => domain === 'ai.onnx.ml' && isClassifier(opType))) return graph;
  const reader = new WireReader(source, graph.file);
  const found = await runWalk(reader, walkClassifiers(reader), signal);
  const [labels, other] = new Set(found.map((node) => JSON.stringify(node.labels)));
  const named = labels !== undefined && other === undefined ? { ...graph, classLabels: JSON.parse(labels) as string[] } : graph;
  return unzipMaps(named, found);
}

function unzipMaps(graph: Graph, found: readonly Classifier[]): Graph {
  const served = new Set(graph.outputs.map(({ name }) => name));
  const zipMaps = found.flatMap(({ opType, input, output, labels }) => (opType === 'ZipMap' && input && output ? [{ output, tensor: input, labels }] : []));
  const added = zipMaps.filter(({ output, tensor }) => graph.skippedOutputs.some(({ name }) => name === output) && !served.has(tensor));
  if (added.length === 0 || graph.externalData.length > 0) return graph;
  const rows = graph.outputs[0]?.shape?.[0] ?? null;
  return {
    ...graph,
    zipMaps: added,
    outputs: [...graph.outputs, ...added.map(({ tensor, labels }) => ({ name: tensor, datatype: 'FP32' as const, shape: [rows, labels.length] }))],
    skippedOutputs: graph.skippedOutputs.filter(({ name }) => !added.some(({ output }) => output === name)),
  };
}

function isClassifier(opType: string): boolean {
  return opType === 'ZipMap' || opType.endsWith('Classifier');
}

/** Reads the nodes of ModelProto.graph (7) and keeps those that name classes. Source: onnx.proto; the operators of ai.onnx.ml. */
function* walkClassifiers(reader: WireReader): Walk<Classifier[]> {
  const found: Classifier[] = [];
  yield* eachField(reader, reader.sizeBytes, function* () {
    if (reader.key !== lengthField(7)) return reader.skip();
    yield* eachField(reader, reader.payloadEnd(), function* () {
      if (reader.key !== lengthField(1)) return reader.skip();
      const node = yield* walkNode(reader);
      if (node.labels.length > 0) found.push(node);
    });
  });
  return found;
}

function* walkNode(reader: WireReader): Walk<Classifier> {
  const node: Classifier = { opType: '', input: undefined, output: undefined, labels: [] };
  yield* eachField(reader, reader.payloadEnd(), function* () {
    if (reader.key === lengthField(1) || reader.key === lengthField(2)) {
      const side = reader.key === lengthField(1) ? 'input' : 'output';
      // Read in any case: the reader stands behind it then.
      const name = yield* readName(reader);
      node[side] ??= name;
    } else if (reader.key === lengthField(4)) node.opType = yield* readName(reader);
    else if (reader.key === lengthField(5) && isClassifier(node.opType)) node.labels.push(...(yield* walkLabels(reader)));
    else reader.skip();
  });
  return node;
}

/** AttributeProto: name 1, strings 9 or ints 8, of classlabels_strings, classlabels_int64s or classlabels_ints. */
function* walkLabels(reader: WireReader): Walk<string[]> {
  const labels: string[] = [];
  let name = '';
  yield* eachField(reader, reader.payloadEnd(), function* () {
    if (labels.length > MAX_LABELS) throw reader.broken(`a classifier has more than ${MAX_LABELS} labels`);
    if (reader.key === lengthField(1)) name = yield* readName(reader);
    else if (!name.startsWith('classlabels')) reader.skip();
    else if (reader.key === lengthField(9)) labels.push(yield* readName(reader));
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
