import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npyHeader } from '../signatures/npy.ts';
import { addModel, identityModel } from '../testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct();
  await product.deploy('echo', identityModel('FP32', ['n', 2]));
  await product.deploy('add', addModel());
  await product.deploy('words', identityModel('BYTES', [1]));
}, 60_000);
afterAll(() => product.stop());

const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer);
const post = (model: string, body: Uint8Array | string, headers: Record<string, string>) =>
  product.web.call(`/api/v1/models/${model}/invocations`, { key: product.key, method: 'POST', body: body as BodyInit, headers });

/** Sends JSON with bytes behind it, and splits the answer the same way. */
async function binary(model: string, request: object, tail: Buffer, headers: Record<string, string> = {}) {
  const json = Buffer.from(JSON.stringify(request));
  const answer = await post(model, Buffer.concat([json, tail]), {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(json.length),
    ...headers,
  });
  const body = Buffer.from(await answer.arrayBuffer());
  const length = Number(answer.headers.get('inference-header-content-length') ?? body.length);
  return { answer, json: JSON.parse(body.subarray(0, length).toString()) as Body, tail: body.subarray(length) };
}
interface Body {
  status?: string;
  outputs: { name: string; data?: unknown; shape: number[]; parameters?: { binary_data_size: number } }[];
  error: { code: string; message: string } | null;
}

describe('the binary form', () => {
  const x = { name: 'x', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } };

  it('takes bytes behind the JSON, mixed with JSON data, and answers JSON unless asked', async () => {
    const { json } = await binary('add', { inputs: [x, { name: 'y', datatype: 'FP32', shape: [1, 2], data: [10, 20] }] }, floats(1, 2));
    expect(json).toMatchObject({ status: 'succeeded', outputs: [{ name: 'sum', data: [11, 22] }] });
  });

  it('answers bytes for every output, or for one, where asked', async () => {
    const inputs = [x, { ...x, name: 'y' }];
    for (const request of [
      { inputs, parameters: { binary_data_output: true } },
      { inputs, outputs: [{ name: 'sum', parameters: { binary_data: true } }] },
    ]) {
      const { answer, json, tail } = await binary('add', request, floats(1, 2, 3, 4));
      expect(answer.headers.get('content-type')).toBe('application/octet-stream');
      expect(json.outputs).toEqual([{ name: 'sum', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } }]);
      expect(tail).toEqual(floats(4, 6));
    }
    const { json } = await binary(
      'add',
      { inputs, outputs: [{ name: 'sum', parameters: { binary_data: false } }], parameters: { binary_data_output: true } },
      floats(1, 2, 3, 4),
    );
    expect(json.outputs[0]?.data).toEqual([4, 6]);
  });

  it('refuses bytes that do not add up, saying how', async () => {
    expect((await binary('echo', { inputs: [x] }, floats(1))).json.error?.message).toBe('Input `x` announces 8 bytes; 4 are left in the body.');
    expect((await binary('echo', { inputs: [x] }, floats(1, 2, 3))).json.error?.message).toBe('The body has 12 bytes of tensors; its inputs announce 8.');
    expect((await binary('echo', { inputs: [{ ...x, shape: [2, 2] }] }, floats(1, 2))).json.error?.message).toContain(
      'has 8 bytes; shape [2, 2] of FP32 takes 16',
    );
    expect((await binary('echo', { inputs: [x] }, floats(1, 2), { 'inference-header-content-length': '99999' })).json.error?.message).toContain(
      'Inference-Header-Content-Length',
    );
  });
});

describe('one bare tensor', () => {
  it('is raw bytes whose open dimension follows from their length, answered in bytes', async () => {
    const answer = await post('echo', floats(1, 2, 3, 4), { 'content-type': 'application/octet-stream', 'inference-header-content-length': '0' });
    const body = Buffer.from(await answer.arrayBuffer());
    const length = Number(answer.headers.get('inference-header-content-length'));
    expect((JSON.parse(body.subarray(0, length).toString()) as Body).outputs).toMatchObject([{ shape: [2, 2] }]);
    expect(body.subarray(length)).toEqual(floats(1, 2, 3, 4));
  });

  it('is a .npy file', async () => {
    const answer = await post('echo', Buffer.concat([npyHeader('FP32', [1, 2]), floats(7, 8)]), { 'content-type': 'application/octet-stream' });
    const body = Buffer.from(await answer.arrayBuffer());
    expect(body.subarray(body.length - 8)).toEqual(floats(7, 8));
    const wrong = await post('echo', Buffer.concat([npyHeader('FP64', [1, 2]), Buffer.alloc(16)]), { 'content-type': 'application/octet-stream' });
    expect(((await wrong.json()) as Body).error?.message).toBe('Input `x` is FP64; this model takes FP32.');
  });

  it('is one string, and never for a model of several inputs', async () => {
    const answer = await post('words', 'héllo', { 'inference-header-content-length': '0', 'content-type': 'application/octet-stream' });
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toMatch(/héllo$/);
    expect(((await (await post('add', floats(1), { 'inference-header-content-length': '0' })).json()) as Body).error?.message).toContain(
      'one input; this one has 2',
    );
    expect(((await (await post('echo', floats(1, 2, 3), { 'inference-header-content-length': '0' })).json()) as Body).error?.message).toContain('12 bytes');
  });
});

describe('a tensor of a run', () => {
  it('is a raw or .npy download, and refused in a form there is not', async () => {
    const { id } = (await (await post('echo', JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [5, 6] }] }), {})).json()) as {
      id: string;
    };
    const get = (query: string) => product.web.call(`/api/v1/invocations/${id}/outputs/y${query}`, { key: product.key });
    const raw = await get('');
    expect([raw.headers.get('x-tensor-datatype'), raw.headers.get('x-tensor-shape'), raw.headers.get('x-content-type-options')]).toEqual([
      'FP32',
      '1,2',
      'nosniff',
    ]);
    expect(Buffer.from(await raw.arrayBuffer())).toEqual(floats(5, 6));
    expect(Buffer.from(await (await get('?format=npy')).arrayBuffer())).toEqual(Buffer.concat([npyHeader('FP32', [1, 2]), floats(5, 6)]));
    expect((await get('?format=png')).status).toBe(400);
    const bytes = await product.web.call(`/api/v1/invocations/${id}`, { key: product.key, headers: { accept: 'application/octet-stream' } });
    expect(Buffer.from(await bytes.arrayBuffer()).subarray(-8)).toEqual(floats(5, 6));
    const parts = await product.web.call(`/api/v1/invocations/${id}`, { key: product.key, headers: { accept: 'multipart/form-data' } });
    const form = await parts.formData();
    const [run, tensor] = [form.get('invocation') as File, form.get('y') as File];
    expect(JSON.parse(await run.text())).toMatchObject({ id, outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 2], sizeBytes: 8 }] });
    expect(Buffer.from(await tensor.arrayBuffer())).toEqual(floats(5, 6));
  });

  it('of some megabytes comes back whole', async () => {
    const values = Buffer.from(Float32Array.from({ length: 2_000_000 }, (_, i) => i).buffer);
    const { json, tail } = await binary(
      'echo',
      {
        inputs: [{ name: 'x', datatype: 'FP32', shape: [1_000_000, 2], parameters: { binary_data_size: values.length } }],
        parameters: { binary_data_output: true },
      },
      values,
    );
    expect(json.status).toBe('succeeded');
    expect(tail.equals(values)).toBe(true);
  });
});
