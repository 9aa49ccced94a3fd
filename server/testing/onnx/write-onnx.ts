import { DATATYPES } from '../../signatures/datatype.ts';
import type { Datatype } from '../../signatures/datatype.ts';
import type { Dim } from '../../signatures/field.ts';
import { bytesField, concatBytes, floatField, intField } from './write-protobuf.ts';

/** One encoded message of onnx.proto, ready to be put into another. Field numbers below are onnx.proto's. */
export type Message = Uint8Array<ArrayBuffer>;

/** A datatype we serve, or the elem_type number of one we do not (16: bfloat16). */
export type ElemType = Datatype | number;

function elemTypeNumber(type: ElemType): number {
  return typeof type === 'number' ? type : DATATYPES[type].onnx;
}

export interface TensorOptions {
  name?: string;
  type: ElemType;
  dims: readonly number[];
  /** Little-endian row-major values. */
  raw?: Uint8Array;
  /** Values of a string tensor. */
  strings?: readonly string[];
  external?: Readonly<Record<string, string>>;
}

/** TensorProto. */
export function tensor(options: TensorOptions): Message {
  const { name, type, dims, raw, strings, external } = options;
  return concatBytes([
    ...dims.map((dim) => intField(1, dim)),
    intField(2, elemTypeNumber(type)),
    ...(strings ?? []).map((text) => bytesField(6, text)),
    ...(name === undefined ? [] : [bytesField(8, name)]),
    ...(raw === undefined ? [] : [bytesField(9, raw)]),
    ...Object.entries(external ?? {}).map(([key, value]) => bytesField(13, entry(key, value))),
    ...(external === undefined ? [] : [intField(14, 1)]),
  ]);
}

/** A float32 TensorProto of the given values. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): Message {
  return tensor({ name, type: 'FP32', dims, raw: new Uint8Array(Float32Array.from(values).buffer) });
}

/** An int64 TensorProto of the given values. */
export function longs(name: string, dims: readonly number[], values: readonly (number | bigint)[]): Message {
  const raw = new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer);
  return tensor({ name, type: 'INT64', dims, raw });
}

/** StringStringEntryProto. */
export function entry(key: string, value: string): Message {
  return concatBytes([bytesField(1, key), bytesField(2, value)]);
}

/** TypeProto of a tensor. `shape: null` leaves the shape out (unknown rank), a null dim leaves a size open. */
export function tensorType(type: ElemType, shape: readonly Dim[] | null): Message {
  const dims = shape?.map((dim) => bytesField(1, dim === null ? new Uint8Array(0) : typeof dim === 'string' ? bytesField(2, dim) : intField(1, dim)));
  const tensorMessage = [intField(1, elemTypeNumber(type)), ...(dims ? [bytesField(2, concatBytes(dims))] : [])];
  return bytesField(1, concatBytes(tensorMessage));
}

/** TypeProto of a sequence of `inner`. */
export function sequenceType(inner: Message): Message {
  return bytesField(4, bytesField(1, inner));
}

/** TypeProto of a map. */
export function mapType(key: ElemType, value: Message): Message {
  return bytesField(5, concatBytes([intField(1, elemTypeNumber(key)), bytesField(2, value)]));
}

/** ValueInfoProto of any type. */
export function value(name: string, type: Message | null): Message {
  return concatBytes([bytesField(1, name), ...(type === null ? [] : [bytesField(2, type)])]);
}

/** ValueInfoProto of a tensor. */
export function tensorValue(name: string, type: ElemType, shape: readonly Dim[] | null): Message {
  return value(name, tensorType(type, shape));
}

/** The value of a node's attribute, by its AttributeProto type. */
export type AttributeValue =
  | { int: number | bigint }
  | { ints: readonly (number | bigint)[] }
  | { float: number }
  | { floats: readonly number[] }
  | { text: string }
  | { texts: readonly string[] }
  | { tensor: Message }
  | { graph: Message };

/** AttributeProto. */
export function attribute(name: string, given: AttributeValue): Message {
  return concatBytes([bytesField(1, name), ...attributeFields(given)]);
}

function attributeFields(given: AttributeValue): Message[] {
  if ('float' in given) return [floatField(2, given.float), intField(20, 1)];
  if ('int' in given) return [intField(3, given.int), intField(20, 2)];
  if ('text' in given) return [bytesField(4, given.text), intField(20, 3)];
  if ('tensor' in given) return [bytesField(5, given.tensor), intField(20, 4)];
  if ('graph' in given) return [bytesField(6, given.graph), intField(20, 5)];
  if ('floats' in given) return [...given.floats.map((item) => floatField(7, item)), intField(20, 6)];
  if ('ints' in given) return [...given.ints.map((item) => intField(8, item)), intField(20, 7)];
  return [...given.texts.map((text) => bytesField(9, text)), intField(20, 8)];
}

export interface NodeOptions {
  op: string;
  inputs?: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, AttributeValue>>;
  domain?: string;
}

/** NodeProto, named after its first output. */
export function node(options: NodeOptions): Message {
  const { op, inputs = [], outputs, attributes = {}, domain } = options;
  return concatBytes([
    ...inputs.map((name) => bytesField(1, name)),
    ...outputs.map((name) => bytesField(2, name)),
    bytesField(3, `${outputs[0] ?? ''}/${op}`),
    bytesField(4, op),
    ...Object.entries(attributes).map(([name, given]) => bytesField(5, attribute(name, given))),
    ...(domain === undefined ? [] : [bytesField(7, domain)]),
  ]);
}

export interface GraphOptions {
  name?: string;
  nodes: readonly Message[];
  initializers?: readonly Message[];
  /** SparseTensorProto messages. */
  sparse?: readonly Message[];
  inputs?: readonly Message[];
  outputs: readonly Message[];
}

/** GraphProto. */
export function graph(options: GraphOptions): Message {
  return concatBytes([
    ...options.nodes.map((message) => bytesField(1, message)),
    bytesField(2, options.name ?? 'graph'),
    ...(options.initializers ?? []).map((message) => bytesField(5, message)),
    ...(options.inputs ?? []).map((message) => bytesField(11, message)),
    ...options.outputs.map((message) => bytesField(12, message)),
    ...(options.sparse ?? []).map((message) => bytesField(15, message)),
  ]);
}

/** SparseTensorProto: named by its values. */
export function sparseTensor(values: Message, indices: Message, dims: readonly number[]): Message {
  return concatBytes([bytesField(1, values), bytesField(2, indices), ...dims.map((dim) => intField(3, dim))]);
}

export interface FunctionOptions {
  domain: string;
  name: string;
  inputs: readonly string[];
  outputs: readonly string[];
  nodes: readonly Message[];
  opset?: number;
}

/** FunctionProto over the ai.onnx operators. */
export function functionOf(options: FunctionOptions): Message {
  return concatBytes([
    bytesField(1, options.name),
    ...options.inputs.map((name) => bytesField(4, name)),
    ...options.outputs.map((name) => bytesField(5, name)),
    ...options.nodes.map((message) => bytesField(7, message)),
    bytesField(9, opsetImport('', options.opset ?? 17)),
    bytesField(10, options.domain),
  ]);
}

export interface ModelOptions {
  graph: Message;
  /** Version of ai.onnx; null leaves its import out. */
  opset?: number | null;
  irVersion?: number;
  /** Imports of other domains. */
  domains?: Readonly<Record<string, number>>;
  metadata?: Readonly<Record<string, string>>;
  functions?: readonly Message[];
  producer?: string;
  docString?: string;
}

/** ModelProto: the bytes of an .onnx file. */
export function model(options: ModelOptions): Message {
  const { opset = 17, irVersion = 8, domains = {}, metadata = {}, functions = [] } = options;
  return concatBytes([
    intField(1, irVersion),
    bytesField(2, options.producer ?? 'moorage-testing'),
    bytesField(3, '1.0'),
    ...(options.docString === undefined ? [] : [bytesField(6, options.docString)]),
    bytesField(7, options.graph),
    ...(opset === null ? [] : [bytesField(8, opsetImport('', opset))]),
    ...Object.entries(domains).map(([domain, version]) => bytesField(8, opsetImport(domain, version))),
    ...Object.entries(metadata).map(([key, text]) => bytesField(14, entry(key, text))),
    ...functions.map((message) => bytesField(25, message)),
  ]);
}

function opsetImport(domain: string, version: number): Message {
  return concatBytes([...(domain === '' ? [] : [bytesField(1, domain)]), intField(2, version)]);
}
