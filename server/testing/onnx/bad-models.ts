import { bytesField, concatBytes } from './write-protobuf.ts';
import { graph, model, node, sequenceType, tensor, tensorType, tensorValue, value } from './write-onnx.ts';
import type { ElemType, Message, ModelOptions } from './write-onnx.ts';

/** Two values in a file beside the model: y = x + w, w float32 [4]. */
export function externalDataModel(location = 'weights.bin', entries: Readonly<Record<string, string>> = {}): Message {
  const external = { location, offset: '0', length: '16', ...entries };
  return model({
    graph: graph({
      nodes: [node({ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] })],
      initializers: [tensor({ name: 'w', type: 'FP32', dims: [4], external })],
      inputs: [tensorValue('x', 'FP32', ['n', 4])],
      outputs: [tensorValue('y', 'FP32', ['n', 4])],
    }),
  });
}

/** The file that `externalDataModel` names: w = [10, 20, 30, 40]. */
export function externalWeights(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from([10, 20, 30, 40]).buffer);
}

/** External data whose path leaves the model's folder. */
export function escapingModel(): Message {
  return externalDataModel('../../etc/passwd');
}

interface OneNode {
  op: string;
  domain?: string;
  type?: ElemType;
}

/** y = op(x), float32 [n] unless said otherwise, in a model of the given opset and file format. */
function oneNodeModel(what: OneNode, options: Partial<ModelOptions> = {}): Message {
  const { op, domain, type = 'FP32' } = what;
  return model({
    graph: graph({
      nodes: [node({ op, inputs: ['x'], outputs: ['y'], ...(domain === undefined ? {} : { domain }) })],
      inputs: [tensorValue('x', type, ['n'])],
      outputs: [tensorValue('y', type, ['n'])],
    }),
    ...options,
  });
}

/** An operator set the engine does not have yet (27) or no longer (5). */
export function opsetModel(opset: number): Message {
  return oneNodeModel({ op: 'Relu' }, { opset });
}

/** A file format (IR) version; 14 and more are from the future. */
export function irModel(irVersion: number): Message {
  return oneNodeModel({ op: 'Relu' }, { irVersion });
}

/** An operator that ai.onnx does not have: only the engine can tell. */
export function unknownOperatorModel(): Message {
  return oneNodeModel({ op: 'Frobnicate' });
}

/** An operator of a domain that is not built into the engine. */
export function customOperatorModel(domain = 'ai.onnx.contrib', op = 'StringUpper'): Message {
  return oneNodeModel({ op, domain }, { domains: { [domain]: 1 } });
}

/** Input and output in bfloat16, which cannot cross the API. */
export function bfloat16Model(): Message {
  return oneNodeModel({ op: 'Identity', type: 16 });
}

/** A sequence as the only output. */
export function sequenceOutputModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'SequenceConstruct', inputs: ['x', 'x'], outputs: ['pair'] })],
      inputs: [tensorValue('x', 'FP32', ['n'])],
      outputs: [value('pair', sequenceType(tensorType('FP32', ['n'])))],
    }),
  });
}

/** A sequence as an input. */
export function sequenceInputModel(): Message {
  return model({
    graph: graph({
      nodes: [node({ op: 'SequenceLength', inputs: ['items'], outputs: ['count'] })],
      inputs: [value('items', sequenceType(tensorType('FP32', ['n'])))],
      outputs: [tensorValue('count', 'INT64', [])],
    }),
  });
}

/** A chain of `count` Relu nodes, float32 [n] in and out: 600,000 are more than any real model has. */
export function manyNodesModel(count: number): Message {
  const value = (i: number): string => `v${String(i).padStart(6, '0')}`;
  const first = bytesField(1, concatBytes([bytesField(1, value(0)), bytesField(2, value(0)), bytesField(4, 'Relu')]));
  // Building each node apart takes seconds; they differ only in the names, which stand at bytes 5 and 14.
  const nodes = new Uint8Array(first.byteLength * count);
  for (let i = 0; i < count; i += 1) {
    const at = i * first.byteLength;
    nodes.set(first, at);
    putDigits(nodes, at + 5, i);
    putDigits(nodes, at + 14, i + 1);
  }
  const values = graph({ nodes: [], inputs: [tensorValue(value(0), 'FP32', ['n'])], outputs: [tensorValue(value(count), 'FP32', ['n'])] });
  return model({ graph: concatBytes([nodes, values]) });
}

function putDigits(bytes: Uint8Array, at: number, number: number): void {
  for (let place = 5, rest = number; place >= 0; place -= 1, rest = Math.floor(rest / 10)) bytes[at + place] = 0x30 + (rest % 10);
}

/** `bytes` without its last `missing` bytes: a download that stopped. */
export function truncated(bytes: Uint8Array, missing: number): Uint8Array {
  return bytes.subarray(0, bytes.byteLength - missing);
}

/** What a clone without Git LFS leaves in place of a model. */
export function gitLfsPointer(sizeBytes: number): Uint8Array {
  const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
  return new TextEncoder().encode(`version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${sizeBytes}\n`);
}
