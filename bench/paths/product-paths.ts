import { toNumbers } from './tensor-numbers.ts';
import type { BenchProduct } from '../bench-product.ts';
import { encodePost } from '../load/http-connection.ts';
import type { BenchModel, BenchTensor } from '../models/bench-model.ts';
import type { ServingPath } from './serving-path.ts';

/** The model as it is asked through us, by each of its doors. `outputs`: what the engine alone answers, per input. */
export function productPaths(bench: BenchProduct, model: BenchModel, outputs: Float32Array[]): ServingPath[] {
  const url = new URL(`${bench.product.url}/api/v1/models/${model.name}/invocations`);
  const encode = { json: encodeJson, binary: encodeBinary };
  return model.doors.map((door) => ({
    name: `moorage ${door}`,
    host: url.hostname,
    port: Number(url.port),
    pids: () => bench.pids(),
    requests: model.inputs.map((tensors, index) => ({
      bytes: encode[door](url, bench.key, tensors),
      expected: { format: `moorage-${door}`, values: outputs[index] as Float32Array, tolerance: model.tolerance },
    })),
  }));
}

/** A run by JSON, as most callers send it. */
export function encodeJson(url: URL, key: string, tensors: BenchTensor[], prefer?: string): Buffer {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...(prefer ? { prefer } : {}) };
  return encodePost(url, headers, Buffer.from(JSON.stringify({ inputs: toJsonInputs(tensors) })));
}

/** Tensors as the inputs of a JSON body. */
export function toJsonInputs(tensors: BenchTensor[]) {
  return tensors.map((tensor) => ({ name: tensor.name, datatype: tensor.datatype, shape: tensor.shape, data: toNumbers(tensor) }));
}

function encodeBinary(url: URL, key: string, tensors: BenchTensor[]): Buffer {
  const inputs = tensors.map(({ name, datatype, shape, bytes }) => ({ name, datatype, shape, parameters: { binary_data_size: bytes.byteLength } }));
  const json = Buffer.from(JSON.stringify({ inputs, parameters: { binary_data_output: true } }));
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(json.byteLength),
  };
  return encodePost(url, headers, Buffer.concat([json, ...tensors.map((tensor) => tensor.bytes)]));
}
