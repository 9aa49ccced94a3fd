import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addModel, everyDatatypeModel, identityModel, noInputModel, scalarModel } from '../testing/onnx/tiny-models.ts';
import { graph, model, node, tensorValue } from '../testing/onnx/write-onnx.ts';
import { startTestProduct, type TestProduct } from '../testing/start-test-product.ts';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';

let product: TestProduct;

const HOSTILE = ['input:0', '13', '{"a":1}', 'a/b', '50% off', '../etc', 'ünï cödé', '?x=1#y'];

beforeAll(async () => {
  product = await startTestProduct({ MOORAGE_MAX_BODY_BYTES: '100000' });
  await product.deploy('echo', identityModel('FP32'));
  await product.deploy('add', addModel());
  await product.deploy('scalar', scalarModel());
  await product.deploy('constant', noInputModel());
  await product.deploy('types', everyDatatypeModel(DATATYPE_NAMES));
  await product.deploy(
    'hostile',
    model({
      graph: graph({
        nodes: HOSTILE.map((name) => node({ op: 'Identity', inputs: [name], outputs: [`${name}!`] })),
        inputs: HOSTILE.map((name) => tensorValue(name, 'FP32', ['n'])),
        outputs: HOSTILE.map((name) => tensorValue(`${name}!`, 'FP32', ['n'])),
      }),
    }),
  );
}, 120_000);
afterAll(() => product.stop());

interface Run {
  id: string;
  version: number;
  status: string;
  outputs: { name: string; datatype: string; shape: number[]; data: unknown }[] | null;
  timings: Record<string, number> | null;
  error: { code: string; message: string } | null;
}
interface Refusal {
  error: { code: string; message: string; cause: string | null; suggestions: string[]; requestId: string };
}

const x = (data: unknown, shape = [Array.isArray(data) ? data.length : 1], more: object = {}) => ({ name: 'x', datatype: 'FP32', shape, data, ...more });
const post = (target: string, body: unknown, headers: Record<string, string> = {}) =>
  product.web.call(`/api/v1/models/${target}/invocations`, {
    key: product.key,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: (body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)) as BodyInit,
  });
const get = (target: string, headers: Record<string, string> = {}) => product.web.call(`/api/v1${target}`, { key: product.key, headers });
const run = async (target: string, inputs: unknown[], headers?: Record<string, string>) => (await (await post(target, { inputs }, headers)).json()) as Run;
const refusal = async (answer: Response, status: number) => {
  expect(answer.status).toBe(status);
  return ((await answer.json()) as Refusal).error;
};

describe('a run', () => {
  it('answers its outputs, version, status and timings', async () => {
    const answer = await post('echo', { inputs: [x([1.5, -2])] });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as Run;
    expect(body).toMatchObject({
      model: 'echo',
      version: 1,
      status: 'succeeded',
      error: null,
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2], data: [1.5, -2] }],
    });
    expect(body.id).toMatch(/^inv_[0-9A-Z]{26}$/);
    expect(body.timings).toMatchObject({ totalMs: expect.any(Number), runMs: expect.any(Number) });
  });

  it('takes nested and flat data, scalars, empty tensors and no inputs at all', async () => {
    const added = await run('add', [
      x(
        [
          [1, 2],
          [3, 4],
        ],
        [2, 2],
      ),
      { ...x([10, 20, 30, 40], [2, 2]), name: 'y' },
    ]);
    expect(added.outputs?.[0]).toMatchObject({ shape: [2, 2], data: [11, 22, 33, 44] });
    expect((await run('scalar', [{ name: 'x', datatype: 'INT64', shape: [], data: 16000 }])).outputs?.[0]).toMatchObject({ shape: [], data: [16000] });
    expect((await run('echo', [x([], [0])])).outputs?.[0]).toMatchObject({ shape: [0], data: [] });
    expect((await run('constant', [])).outputs?.[0]).toMatchObject({ data: [1, 2, 3] });
  });

  it('keeps every digit of 64-bit integers, and NaN and the infinities', async () => {
    const special: Record<string, unknown[]> = {
      INT64: ['-9223372036854775808', '9223372036854775807', 7],
      UINT64: ['UINT64', 0, 1],
      FP32: ['NaN', '-Infinity', 'Infinity'],
      FP64: ['FP64', 0, 1],
      BYTES: ['é', '', 'plain'],
      BOOL: [true, false, 1],
    };
    const inputs = DATATYPE_NAMES.map((datatype) => ({ name: `in_${datatype}`, datatype, shape: [3], data: special[datatype] ?? [0, 1, 2] }));
    const text = JSON.stringify({ inputs }).replace('["UINT64",', '[18446744073709551615,').replace('["FP64",', '[100000000000000000000,');
    const body = (await (await post('types', text)).json()) as Run;
    expect(body).toMatchObject({ status: 'succeeded' });
    const out = (datatype: string) => body.outputs?.find((output) => output.name === `out_${datatype}`)?.data;
    expect(out('INT64')).toEqual(['-9223372036854775808', '9223372036854775807', 7]);
    expect(out('UINT64')).toEqual(['18446744073709551615', 0, 1]);
    expect(out('FP32')).toEqual(['NaN', '-Infinity', 'Infinity']);
    expect(out('FP64')).toEqual([1e20, 0, 1]);
    expect(out('BYTES')).toEqual(['é', '', 'plain']);
    expect(out('BOOL')).toEqual([true, false, true]);
  });

  it('runs a version by number, and only the outputs asked for', async () => {
    const body = (await (
      await post('types@1', {
        inputs: DATATYPE_NAMES.map((datatype) => ({ name: `in_${datatype}`, datatype, shape: [0], data: [] })),
        outputs: ['out_INT8', { name: 'out_FP16' }],
      })
    ).json()) as Run;
    expect(body.outputs?.map((output) => output.name).sort()).toEqual(['out_FP16', 'out_INT8']);
  });
});

describe('waiting', () => {
  it('answers 202 with Location for respond-async, and the result later', async () => {
    const answer = await post('echo', { inputs: [x([3])] }, { prefer: 'respond-async' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    const body = (await answer.json()) as Run;
    expect(body.outputs === null).toBe(body.status !== 'succeeded');
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/api/v1/invocations/${body.id}`);
    const later = (await (await product.web.call(location, { key: product.key, headers: { prefer: 'wait=20' } })).json()) as Run;
    expect(later).toMatchObject({ id: body.id, status: 'succeeded', outputs: [{ data: [3] }] });
  });

  it('answers a respond-async repeat of a run that has ended with its outputs', async () => {
    const key = `ended-${Date.now()}`;
    const first = (await (await post('echo', { inputs: [x([5])] }, { 'idempotency-key': key })).json()) as Run;
    const again = await post('echo', { inputs: [x([5])] }, { 'idempotency-key': key, prefer: 'respond-async' });
    expect(again.status).toBe(202);
    expect(await again.json()).toMatchObject({ id: first.id, status: 'succeeded', outputs: [{ data: [5] }] });
  });

  it('goes on with a run whose caller left', async () => {
    const leaving = new AbortController();
    const key = `left-${Date.now()}`;
    const call = product.web.call('/api/v1/models/echo/invocations', {
      key: product.key,
      method: 'POST',
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ inputs: [x([4])] }),
      signal: leaving.signal,
    });
    setTimeout(() => leaving.abort(), 3);
    await call.catch(() => undefined);
    const again = (await (await post('echo', { inputs: [x([4])] }, { 'idempotency-key': key })).json()) as Run;
    expect(again).toMatchObject({ status: 'succeeded', outputs: [{ data: [4] }] });
  });
});

describe('the same key', () => {
  it('makes one run of fifty parallel duplicates', async () => {
    const headers = { 'idempotency-key': 'fifty' };
    const runs = await Promise.all(Array.from({ length: 50 }, () => run('echo', [x([5])], headers)));
    expect(new Set(runs.map((item) => item.id)).size).toBe(1);
    expect(runs.every((item) => item.status === 'succeeded')).toBe(true);
    const rows = await product.runtime
      .sql`select count(*)::int as count from invocation where id in (select invocation_id from idempotency_key where key = 'fifty')`;
    expect(rows[0]?.count).toBe(1);
  });

  it('refuses another body, and a key that is none', async () => {
    await run('echo', [x([6])], { 'idempotency-key': 'other' });
    expect(await refusal(await post('echo', { inputs: [x([7])] }, { 'idempotency-key': 'other' }), 422)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect((await refusal(await post('echo', { inputs: [x([7])] }, { 'idempotency-key': 'x'.repeat(256) }), 400)).message).toContain('Idempotency-Key');
  });
});

describe('what is refused', () => {
  it('names the field, what came and what is wanted, and leaves no run', async () => {
    const count = async () => (await product.runtime.sql`select count(*)::int as count from invocation`)[0]?.count as number;
    const before = await count();
    const cases: [unknown, string][] = [
      [{ inputs: [{ ...x([1]), datatype: 'FP64' }] }, 'Input `x` is FP64; this model takes FP32.'],
      [{ inputs: [x([1, 2], [1, 2])] }, 'Input `x` has shape [1, 2] (2 axes); this model takes [n] (1 axes).'],
      [{ inputs: [x([1], [2])] }, 'has 1 elements; shape [2] holds 2'],
      [{ inputs: [x(['one'])] }, '"one" at [0]; FP32 takes numbers'],
      [{ inputs: [x([null])] }, 'null at [0]'],
      [{ inputs: [] }, 'Input `x` is missing.'],
      [{ inputs: [x([1]), x([1])] }, 'Input `x` came twice.'],
      [{ inputs: [{ ...x([1]), name: 'z' }] }, 'no input `z`'],
      [{ inputs: [{ ...x([1]), datatype: 'BF16' }] }, '"BF16" is no datatype'],
      [{ inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }] }, 'Input `x` has no data.'],
      [{ inputs: [x([1], [-1])] }, 'inputs.0.shape.0'],
      [{ inputs: [x([1])], outputs: ['nope'] }, 'no output `nope`'],
      ['{"inputs":', 'not valid JSON'],
      ['[1]', 'has to be a JSON object'],
      ['['.repeat(40_000) + ']'.repeat(40_000), 'JSON'],
      [`{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":${'['.repeat(30_000)}1234567890123456789${']'.repeat(30_000)}}]}`, ''],
    ];
    for (const [body, message] of cases) expect((await refusal(await post('echo', body), 400)).message).toContain(message);
    expect(await refusal(await post('none', { inputs: [] }), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(await post('echo@99', { inputs: [x([1])] }), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await count()).toBe(before);
  });

  it('says the range of a priority and of a timeout', async () => {
    const late = await refusal(await post('echo', { inputs: [x([1])], timeoutMs: 0 }), 400);
    expect(late.message).toBe('timeoutMs: A timeout is from 1 to 2,592,000,000 milliseconds (30 days).');
    const urgent = await refusal(await post('echo', { inputs: [x([1])], priority: 500 }), 400);
    expect(urgent.message).toBe('priority: A priority is a whole number from -100 to 100.');
  });

  it('says 413 with the limit, announced or not', async () => {
    const big = x(Array.from({ length: 60_000 }, () => 0.5));
    expect((await refusal(await post('echo', { inputs: [big] }), 413)).message).toContain('100000 bytes');
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(' '.repeat(50_000))),
    });
    const answer = await product.web.call('/api/v1/models/echo/invocations', {
      key: product.key,
      method: 'POST',
      body: chunks,
      duplex: 'half',
    } as RequestInit & { key: string });
    expect((await refusal(answer, 413)).code).toBe('PAYLOAD_TOO_LARGE');
  });

  it('takes no run without a key, with a revoked form of one, with a cookie, or from a viewer', async () => {
    const body = JSON.stringify({ inputs: [x([1])] });
    const attempt = (headers: Record<string, string>) => product.web.call('/api/v1/models/echo/invocations', { method: 'POST', body, headers });
    for (const headers of [
      {},
      { authorization: `Bearer ${product.key}x` },
      { authorization: `Basic ${product.key}` },
      { cookie: `authorization=Bearer ${product.key}` },
    ]) {
      expect(await refusal(await attempt(headers as Record<string, string>), 401)).toMatchObject({
        code: 'UNAUTHORIZED',
        requestId: expect.stringMatching(/^req_/),
      });
    }
    const viewer = await product.newKey('acme', 'viewer');
    expect(await refusal(await attempt({ authorization: `Bearer ${viewer}` }), 403)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('names that no path likes', () => {
  it('are outputs by percent-encoded name, and by position', async () => {
    const body = await run(
      'hostile',
      HOSTILE.map((name, i) => ({ name, datatype: 'FP32', shape: [1], data: [i] })),
    );
    expect(body.status).toBe('succeeded');
    for (const [i, name] of HOSTILE.entries()) {
      for (const target of [`outputs/${encodeURIComponent(`${name}!`)}`, `inputs/${encodeURIComponent(name)}`, `outputs/${i}`]) {
        const answer = await get(`/invocations/${body.id}/${target}`);
        expect([target, answer.status]).toEqual([target, 200]);
        expect(answer.headers.get('x-tensor-shape')).toBe('1');
        expect(answer.headers.get('content-security-policy')).toContain('sandbox');
        expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\r\n]+"; filename\*=UTF-8''[^\s"]+$/);
        expect(new Float32Array(await answer.arrayBuffer())[0]).toBe(i);
      }
    }
  });
});

describe('events of a run', () => {
  it('end after done, and start again after Last-Event-ID', async () => {
    const { id } = await run('echo', [x([8])]);
    const first = await get(`/invocations/${id}/events`);
    expect(first.headers.get('content-type')).toBe('text/event-stream');
    const text = await first.text();
    expect(text).toMatch(/^retry: 1000\n\n/);
    expect(text.match(/^event: (\w+)$/gm)?.at(-1)).toBe('event: done');
    expect(JSON.parse(/event: done\ndata: (.*)/.exec(text)?.[1] ?? '')).toMatchObject({ kind: 'done', data: { status: 'succeeded' } });
    const again = await (await get(`/invocations/${id}/events`, { 'last-event-id': '5' })).text();
    expect(again).toContain('event: done');
    expect(await refusal(await get('/invocations/inv_00000000000000000000000000/events'), 404)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('lists of runs', () => {
  it('page newest first, filter, and refuse what they do not know', async () => {
    for (const value of [1, 2, 3]) await run('constant', []).then(() => value);
    const first = (await (await get('/invocations?model=constant&limit=2')).json()) as { items: Run[]; nextCursor: string };
    expect(first.items).toHaveLength(2);
    const second = (await (await get(`/invocations?model=constant&limit=2&cursor=${first.nextCursor}`)).json()) as { items: Run[]; nextCursor: null };
    expect(second.items.length).toBeGreaterThan(0);
    expect(first.items.map((item) => item.id)).not.toContain(second.items[0]?.id);
    expect((await refusal(await get('/invocations?status=lost'), 400)).message).toContain('status');
  });

  it('never show another team anything', async () => {
    const { id } = await run('echo', [x([9])]);
    const key = await product.newKey('others', 'owner');
    for (const target of [
      `/invocations/${id}`,
      `/invocations/${id}/outputs/y`,
      `/invocations/${id}/inputs/0`,
      `/invocations/${id}/events`,
      '/models/echo',
      '/models/echo/versions/1',
      '/models/echo/versions/1/files/model.onnx',
    ]) {
      expect(await refusal(await product.web.call(`/api/v1${target}`, { key }), 404)).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await refusal(await product.web.call(`/api/v1/invocations/${id}/cancel`, { key, method: 'POST' }), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(((await (await product.web.call('/api/v1/invocations', { key })).json()) as { items: Run[] }).items).toEqual([]);
  });
});
