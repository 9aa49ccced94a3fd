import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import { releaseJobs, releaseUnheard } from '../queue/job-table.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { newInvocation } from '../testing/new-invocation.ts';
import { endWorker } from '../workers/register-worker.ts';
import { claimInvocations, type ClaimedInvocation } from './claim-invocations.ts';
import { handRuns, hearHanded } from './handed-runs.ts';
import { insertBatch, type NewInvocation } from './insert-invocations.ts';
import { Offers, offersOf, tellOffers } from './worker-offers.ts';

let runtime: Runtime;
let stop: () => Promise<void>;
let of: { teamId: string; modelId: string; versionId: string };
const rung: string[] = [];

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  const { teamId } = await createHarbour(runtime, 'harbour');
  const { id: versionId, modelId } = await runtime.db.version.findFirstOrThrow({ where: { teamId } });
  of = { teamId, modelId, versionId };
  await new Promise<void>((resolve) =>
    runtime.bell.on(
      'moorage_work',
      (told) => {
        rung.push(told);
        resolve();
      },
      100,
    ),
  );
});
afterAll(() => stop());

/** A worker that offered room for the version. */
async function addWorker(room: number): Promise<string> {
  const id = newUuid();
  await runtime.db.worker.create({ data: { id, name: 'quay', host: 'quay', bootId: 'b', pid: 1, state: 'taking_work', info: {}, loaded: [] } });
  offersOf(runtime).forget();
  offersOf(runtime).hear(tellOffers(id, new Map([[of.versionId, room]])));
  return id;
}

const runWith = (bytes: number, more: Partial<NewInvocation> = {}): NewInvocation => ({
  ...newInvocation(of),
  tensors: [{ name: 'x', datatype: 'UINT8', shape: [bytes], offset: 0, length: bytes }],
  data: Buffer.alloc(bytes, 0xfe),
  ...more,
});

async function heardBy(workerId: string, count: number): Promise<ClaimedInvocation[]> {
  const heard = () => rung.flatMap((told) => hearHanded(told, workerId));
  await expect.poll(() => heard().length, { timeout: 5_000 }).toBe(count);
  return heard();
}

const claim = (workerId = newUuid()) => claimInvocations(runtime, { batchSize: 1_000, rooms: new Map(), roomOfOthers: 1_000, workerId });
const giveBack = (runs: ClaimedInvocation[]) =>
  releaseJobs(
    runtime.sql,
    INVOCATIONS,
    runs.map(({ job }) => job),
  );

test('what a worker is handed is to the letter what a claim would have given it, and belongs to it as if it had claimed it', async () => {
  const worker = await addWorker(10);
  const deadlineAt = new Date(Date.now() + 60_000);
  const made = [runWith(3), runWith(0, { data: null, blob: 'ab'.repeat(32), priority: 5, requestedOutputs: ['é "1"'], deadlineAt })];
  await insertBatch(runtime, runtime.sql, made);
  const handed = await heardBy(worker, 2);
  expect(await claim()).toEqual([]);
  const states = await runtime.queue.states(made.map(({ id }) => id));
  expect(states).toMatchObject([
    { state: 'active', retryCount: 0 },
    { state: 'active', retryCount: 0 },
  ]);
  await giveBack(handed);
  const claimed = await claim();
  const byId = (runs: ClaimedInvocation[]) => runs.toSorted((a, b) => (a.job.id < b.job.id ? -1 : 1));
  expect(byId(claimed)).toMatchObject(byId(handed));
});

test('nothing is handed beyond what a worker offered, and what comes later goes behind what waits', async () => {
  const worker = await addWorker(2);
  const made = Array.from({ length: 4 }, () => runWith(1));
  await insertBatch(runtime, runtime.sql, made);
  expect((await heardBy(worker, 2)).map(({ job }) => job.id)).toEqual(made.slice(0, 2).map(({ id }) => id));
  expect((await claim()).map(({ job }) => job.id)).toEqual(made.slice(2).map(({ id }) => id));
});

test('what is too large for a ring waits to be claimed', async () => {
  const worker = await addWorker(10);
  const [small, large] = [runWith(4), runWith(5_000)];
  await insertBatch(runtime, runtime.sql, [small, large]);
  expect((await heardBy(worker, 1)).map(({ job }) => job.id)).toEqual([small.id]);
  expect((await claim()).map(({ job }) => job.id)).toEqual([large.id]);
});

test.each([{ state: 'draining' }, { endedAt: new Date() }])('a worker that meanwhile says %o is handed nothing', async (change) => {
  const worker = await addWorker(10);
  await runtime.db.worker.update({ where: { id: worker }, data: change });
  rung.length = 0;
  const run = runWith(1);
  await insertBatch(runtime, runtime.sql, [run]);
  expect((await claim()).map(({ job }) => job.id)).toEqual([run.id]);
  await expect.poll(() => rung.includes('')).toBe(true);
  await heardBy(worker, 0);
});

test('what a worker that has ended was handed unheard goes back as it was', async () => {
  const worker = await addWorker(10);
  const run = runWith(1);
  await insertBatch(runtime, runtime.sql, [run]);
  expect(await claim()).toEqual([]);
  await endWorker(runtime, worker);
  expect((await claim()).map(({ job }) => [job.id, job.retryCount])).toEqual([[run.id, 0]]);
});

test('only what was this worker’s for a while, and is not known to it, is put back as unheard', async () => {
  const [worker, other] = [newUuid(), newUuid()];
  const made = Array.from({ length: 3 }, () => runWith(5_000));
  await insertBatch(runtime, runtime.sql, made);
  const [known, unheard, theirs] = made.map(({ id }) => id) as [string, string, string];
  await claim(worker);
  await runtime.sql`update pgboss.job set output = to_jsonb(${other}::text) where id = ${theirs}::uuid`;
  const look = (forMs: number) => releaseUnheard(runtime.sql, INVOCATIONS, { workerId: worker, forMs, known: [known] });
  expect(await look(60_000)).toEqual([]);
  expect(await look(0)).toEqual([unheard]);
  expect((await claim()).map(({ job }) => job.id)).toEqual([unheard]);
});

test('many at once are told in as many rings as they need, none larger than Postgres takes', async () => {
  const worker = await addWorker(500);
  const made = Array.from({ length: 200 }, (_, index) => runWith((index * 37) % 1_300));
  await insertBatch(runtime, runtime.sql, made);
  const handed = await heardBy(worker, 200);
  expect(new Map(handed.map(({ job, data }) => [job.id, data?.byteLength]))).toEqual(new Map(made.map(({ id, data }) => [id, data?.byteLength])));
});

test('an offer counts for a moment, the newer word of a worker for more than its older one, and the worker with the most room takes the next', () => {
  const offers = new Offers();
  const [near, far] = [newUuid(), newUuid()];
  offers.hear(tellOffers(near, new Map([['v', 1]])), 0);
  offers.hear(tellOffers(far, new Map([['v', 3]])), 0);
  expect([1, 2, 3, 4, 5].map((now) => offers.take('v', now))).toEqual([far, far, near, far, null]);
  offers.hear(tellOffers(near, new Map([['v', 5]])), 10);
  offers.hear(tellOffers(near, new Map([['v', 0]])), 11);
  expect(offers.take('v', 12)).toBeNull();
  offers.hear(tellOffers(near, new Map([['v', 5]])), 20);
  expect([offers.take('other', 21), offers.take('v', 1_019), offers.take('v', 1_020)]).toEqual([null, near, null]);
  offers.hear(tellOffers(near, new Map([['v', 5]])), 2_000);
  handRuns(offers, [runWith(5_000, { versionId: 'v' })]);
  expect(offers.take('v', 2_001)).toBeNull();
});
