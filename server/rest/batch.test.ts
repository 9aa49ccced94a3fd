import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identityModel, noInputModel } from '../testing/onnx/tiny-models.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';

let product: TestProduct;

beforeAll(async () => {
  product = await startTestProduct({ MOORAGE_MAX_BODY_BYTES: '2000000' });
  await product.deploy('echo', identityModel('FP32'));
  await product.deploy('words', identityModel('BYTES', [1]));
  await product.deploy('constant', noInputModel());
}, 120_000);
afterAll(() => product.stop());

interface Batch {
  items: { id: string; status: string }[];
}
interface Run {
  id: string;
  status: string;
  outputs: { name: string; data: unknown[] }[] | null;
  priority: number;
  deadlineAt: string | null;
}

const x = (...data: unknown[]) => ({ inputs: [{ name: 'x', datatype: 'FP32', shape: [data.length], data }] });
const post = (target: string, body: unknown, headers: Record<string, string> = {}) =>
  product.web.call(`/api/v1/models/${target}/invocations/batch`, {
    key: product.key,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: (body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)) as BodyInit,
  });
const queue = async (target: string, body: unknown, headers?: Record<string, string>) => {
  const answer = await post(target, body, headers);
  expect(answer.status).toBe(202);
  return ((await answer.json()) as Batch).items;
};
const ended = async (id: string) =>
  (await (await product.web.call(`/api/v1/invocations/${id}`, { key: product.key, headers: { prefer: 'wait=20' } })).json()) as Run;
const refusal = async (answer: Response, status: number) => {
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  expect([answer.status, error.message]).toEqual([status, error.message]);
  return error;
};
const count = async () => (await product.runtime.sql`select count(*)::int as count from invocation`)[0]?.count as number;

describe('a batch', () => {
  it('is queued in the order it was sent, and every run of it ends', async () => {
    const items = await queue('echo', { invocations: Array.from({ length: 600 }, (_, i) => x(i, 0.5)) });
    expect(items).toHaveLength(600);
    expect(items.every(({ id, status }) => /^inv_[0-9A-Z]{26}$/.test(id) && status === 'queued')).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(600);
    expect(items.map(({ id }) => id).sort()).toEqual(items.map(({ id }) => id));
    for (const at of [0, 1, 249, 250, 599]) {
      expect(await ended(items[at]?.id ?? '')).toMatchObject({ status: 'succeeded', outputs: [{ data: [at, 0.5] }] });
    }
  });

  it('counts each of its runs once with the model', async () => {
    const runs = async () => (await product.runtime.sql`select coalesce(sum(runs), 0)::int as runs from run_hour`)[0]?.runs as number;
    const before = await runs();
    await queue('constant', { invocations: Array.from({ length: 501 }, () => ({})) });
    expect(await runs()).toBe(before + 501);
  });

  it('shares version, outputs, priority and timeout', async () => {
    const items = await queue('echo@1', { invocations: [x(1), x(2)], outputs: ['y'], priority: 5, timeoutMs: 60_000 });
    for (const { id } of items) {
      const run = await ended(id);
      expect(run).toMatchObject({ status: 'succeeded', priority: 5, outputs: [{ name: 'y' }] });
      expect(Date.parse(run.deadlineAt ?? '') - Date.now()).toBeGreaterThan(20_000);
    }
  });

  it('keeps large inputs as blobs, and takes bytes behind the JSON', async () => {
    const large = Float32Array.from({ length: 100_000 }, (_, i) => i);
    const tensor = (shape: number[], size: number) => ({ inputs: [{ name: 'x', datatype: 'FP32', shape, parameters: { binary_data_size: size } }] });
    const json = Buffer.from(JSON.stringify({ invocations: [tensor([1], 4), tensor([large.length], large.byteLength), tensor([2], 8)] }));
    const tail = [Float32Array.of(7), large, Float32Array.of(8, 9)].map((values) => Buffer.from(values.buffer));
    const items = await queue('echo', Buffer.concat([json, ...tail]), {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(json.length),
    });
    expect((await ended(items[0]?.id ?? '')).outputs?.[0]?.data).toEqual([7]);
    expect((await ended(items[1]?.id ?? '')).outputs?.[0]?.data).toEqual([...large]);
    expect((await ended(items[2]?.id ?? '')).outputs?.[0]?.data).toEqual([8, 9]);
    const rows = await product.runtime.sql<{ blob: string | null; data: Buffer | null }[]>`
      select input_blob as blob, input_data as data from invocation order by id desc limit 3`;
    expect(rows.map(({ blob, data }) => [blob !== null, data !== null])).toEqual([
      [false, true],
      [true, false],
      [false, true],
    ]);
  });
});

describe('the same key', () => {
  it('answers the same runs, with where they stand', async () => {
    const body = { invocations: [x(1), x(2), x(3)] };
    const items = await queue('echo', body, { 'idempotency-key': 'again' });
    for (const { id } of items) await ended(id);
    expect(await queue('echo', body, { 'idempotency-key': 'again' })).toEqual(items.map(({ id }) => ({ id, status: 'succeeded' })));
  });

  it('makes one batch of fifty parallel duplicates', async () => {
    const before = await count();
    const body = { invocations: Array.from({ length: 300 }, (_, i) => x(i)) };
    const batches = await Promise.all(Array.from({ length: 50 }, () => queue('echo', body, { 'idempotency-key': 'fifty' })));
    expect(new Set(batches.map((items) => JSON.stringify(items.map(({ id }) => id)))).size).toBe(1);
    expect(batches[0]).toHaveLength(300);
    expect(await count()).toBe(before + 300);
  });

  it('refuses another body, and is another key than that of a single run', async () => {
    const key = { 'idempotency-key': 'other' };
    await queue('constant', { invocations: [{}, {}] }, key);
    const before = await count();
    expect(await refusal(await post('constant', { invocations: [{}] }, key), 422)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    const single = product.web.call('/api/v1/models/constant/invocations', {
      key: product.key,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...key },
      body: JSON.stringify({ invocations: [{}, {}] }),
    });
    expect(await refusal(await single, 422)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(await count()).toBe(before);
  });
});

describe('what is refused', () => {
  it('names the run and the field, and queues none', async () => {
    const before = await count();
    const eighth = (item: unknown) => ({ invocations: [...Array.from({ length: 7 }, (_, i) => x(i)), item, x(8)] });
    const cases: [unknown, string][] = [
      [eighth(x('one')), 'invocations.7: Input `x` has "one" at [0]; FP32 takes numbers'],
      [eighth({ inputs: [] }), 'invocations.7: Input `x` is missing.'],
      [eighth({ inputs: [{ name: 'x', datatype: 'FP64', shape: [1], data: [1] }] }), 'invocations.7: Input `x` is FP64; this model takes FP32.'],
      [eighth({ inputs: [{ name: 'x', datatype: 'FP32', shape: [-1], data: [1] }] }), 'invocations.7: inputs.0.shape.0'],
      [eighth({ ...x(1), priority: 3 }), 'invocations.7: Unrecognized key: "priority"'],
      [eighth(1), 'invocations.7: A run is {"inputs": […]}.'],
      [{ invocations: [x(1)], outputs: ['nope'] }, 'no output `nope`'],
      [{ invocations: [x(1)], priority: 500 }, 'priority: A priority is a whole number'],
      [{ invocations: [] }, 'invocations: A batch has 1 to 10,000 runs.'],
      [{ invocations: Array.from({ length: 10_001 }, () => ({})) }, 'invocations: A batch has 1 to 10,000 runs.'],
      [{ inputs: [] }, 'invocations: '],
      ['[1]', 'has to be a JSON object'],
      ['{"invocations":', 'not valid JSON'],
    ];
    for (const [body, message] of cases) expect((await refusal(await post('echo', body), 400)).message).toContain(message);
    expect(await count()).toBe(before);
    const jobs = product.runtime.sql`select id from pgboss.job where name = 'invocations' and id not in (select id from invocation)`;
    expect(await jobs).toEqual([]);
  });

  it('says 413 for a body over the limit, and for inputs that become larger than it', async () => {
    expect((await refusal(await post('echo', ' '.repeat(2_000_001)), 413)).message).toContain('2000000 bytes');
    const zeros = { inputs: [{ name: 'x', datatype: 'FP32', shape: [300_000], data: Array.from({ length: 300_000 }, () => 0) }] };
    const error = await refusal(await post('echo', { invocations: [zeros, zeros] }), 413);
    expect(error.message).toBe('invocations.1: Here the inputs of the batch become larger than 2000000 bytes together.');
  });

  it('takes none from a viewer or without a key, and finds no model of another team', async () => {
    const call = (key?: string) =>
      product.web.call('/api/v1/models/echo/invocations/batch', { key, method: 'POST', body: JSON.stringify({ invocations: [x(1)] }) });
    expect(await refusal(await call(), 401)).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await refusal(await call(await product.newKey('acme', 'viewer')), 403)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(await call(await product.newKey('others', 'owner')), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(await post('echo@99', { invocations: [x(1)] }), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect((await call(await product.newKey('acme', 'invoker'))).status).toBe(202);
  });
});
