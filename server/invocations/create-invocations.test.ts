import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../context.ts';
import { fromId, newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { claimInvocations } from './claim-invocations.ts';
import { createInvocations } from './create-invocations.ts';
import { mapInvocations } from './map-invocations.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let harbours = 0;

beforeAll(async () => {
  const testing = await createTestRuntime();
  ({ runtime } = testing);
  stop = () => testing.stop();
});
afterAll(() => stop());

const runs = (count: number) =>
  Array.from({ length: count }, () => ({ inputs: [{ name: 'x', datatype: 'FP32' as const, shape: [1], bytes: new Uint8Array(4) }] }));

/** A team whose version takes `maxWaiting` runs. */
async function harbourOf(
  maxWaiting: number,
): Promise<{ harbour: Harbour; ctx: Ctx; add(count: number, key?: string): Promise<string[]>; waiting(): Promise<number> }> {
  const harbour = await createHarbour(runtime, `team-${++harbours}`);
  await runtime.db.version.updateMany({ where: { teamId: harbour.teamId }, data: { settings: { maxWaiting } } });
  const ctx = harbour.keyCtx('invoker');
  return {
    harbour,
    ctx,
    async add(count, key) {
      const idempotency = key === undefined ? undefined : { key, bodyHash: `${count} runs` };
      const { items } = await createInvocations(ctx, { team: harbour.team, model: harbour.ids.model, invocations: runs(count), idempotency });
      return items.map(({ id }) => id);
    },
    async waiting() {
      const [row] = await runtime.sql<{ rows: number; jobs: number }[]>`
        select count(*)::int as rows, count(j.id)::int as jobs from invocation i left join pgboss.job j on j.id = i.id
        where i.team_id = ${harbour.teamId}::uuid and i.status = 'queued'`;
      expect(row?.jobs).toBe(row?.rows);
      return row?.rows ?? 0;
    },
  };
}

test('a batch is claimed in the order it was sent, whatever number of statements it took', async () => {
  const { add } = await harbourOf(1_000);
  const ids = await add(700);
  const claimed = await claimInvocations(runtime, { batchSize: 1_000, rooms: new Map(), roomOfOthers: 1_000, workerId: newUuid() });
  expect(claimed.map(({ job }) => job.id)).toEqual(ids.map((id) => fromId('inv', id)));
});

test('all of a batch has to find room in the line of its version, or none is queued', async () => {
  const { add, waiting } = await harbourOf(10);
  await add(6);
  await expect(add(5)).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    message: expect.stringContaining('6 runs of') as string,
    retryAfterSeconds: 5,
  });
  await expect(add(5)).rejects.toThrow('with these there would be 11; the limit is 10.');
  expect(await waiting()).toBe(6);
  await add(4);
  expect(await waiting()).toBe(10);
});

test('a batch that is larger than the line never finds room, and is not told to come again', async () => {
  const { add, harbour, waiting } = await harbourOf(10);
  await add(4);
  await expect(add(11)).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: `The batch has 11 runs, and at most 10 of ${harbour.ids.model} v1 may wait.`,
    retryAfterSeconds: null,
    suggestions: ['Send at most 10 at once, or raise the version’s waiting limit.'],
  });
  expect(await waiting()).toBe(4);
});

test('of batches that come at the same moment no more are taken than there is room for', async () => {
  const { add, waiting } = await harbourOf(1_000);
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => add(400)));
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await waiting()).toBe(800);
});

test('a batch that is refused leaves its key free; one that was taken is answered again though the line is full', async () => {
  const { add, waiting } = await harbourOf(5);
  await expect(add(6, 'key')).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  const ids = await add(5, 'key');
  expect(await Promise.all([add(5, 'key'), add(5, 'key')])).toEqual([ids, ids]);
  await expect(add(4, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
  expect(await waiting()).toBe(5);
});

test('a key that is older than a day stands for the new batch', async () => {
  const { add, harbour } = await harbourOf(10);
  const ids = await add(2, 'old');
  await runtime.sql`update idempotency_key set created_at = now() - interval '25 hours' where team_id = ${harbour.teamId}::uuid`;
  const anew = await add(2, 'old');
  expect(anew).not.toEqual(ids);
  expect(await add(2, 'old')).toEqual(anew);
});

test('while a long list is checked the process does other things', async () => {
  let others = 0;
  const timer = setInterval(() => others++, 1);
  const busy = (ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end;);
    return ms;
  };
  const mapped = await mapInvocations(
    Array.from({ length: 200 }, () => 1),
    busy,
  );
  clearInterval(timer);
  expect(mapped).toHaveLength(200);
  expect(others).toBeGreaterThanOrEqual(5);
});
