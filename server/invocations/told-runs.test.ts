import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { newInvocation } from '../testing/new-invocation.ts';
import { claimInvocations } from './claim-invocations.ts';
import { endedWaiters, type EndedRow, type KnownRow } from './ended-waiters.ts';
import { finishInvocations, type FinishedInvocation } from './finish-invocations.ts';
import { insertBatch, type NewInvocation } from './insert-invocations.ts';
import { selectInvocation } from './select-invocations.ts';
import { tellRuns } from './told-runs.ts';

const WORKER = { id: newUuid(), name: 'quay "1"' };
let runtime: Runtime;
let stop: () => Promise<void>;
let harbour: Harbour;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  harbour = await createHarbour(runtime, 'harbour');
  await runtime.db.worker.create({ data: { ...WORKER, host: 'quay', bootId: 'b', pid: 1, state: 'taking_work', info: {}, loaded: [] } });
});
afterAll(() => stop());

type Outcome = Pick<FinishedInvocation, 'status' | 'outputs' | 'error'>;
const outputOf = (bytes: number): Outcome => ({
  status: 'succeeded',
  outputs: { tensors: [{ name: 'y', datatype: 'UINT8', shape: [bytes], offset: 0, length: bytes }], data: Buffer.alloc(bytes, 0xfe), blob: null },
  error: null,
});
const failed = (message: string): Outcome => ({ status: 'failed', outputs: null, error: { code: 'INVALID_INPUT', message, cause: null, suggestions: [] } });

/** Queues a run for each outcome, ends them all in one flush, and returns what their waiters were told beside what their rows say. */
async function end(outcomes: Outcome[]): Promise<{ told: EndedRow; stored: EndedRow; isTold: boolean }[]> {
  const { id: versionId, modelId } = await runtime.db.version.findFirstOrThrow({ where: { teamId: harbour.teamId } });
  const made = outcomes.map(() => newInvocation({ teamId: harbour.teamId, modelId, versionId }));
  await insertBatch(runtime, runtime.sql, made);
  const waits = made.map((run) => endedWaiters(runtime).begin(run.id, { timeoutMs: 10_000, known: known(run) }).ended);
  const claimed = await claimInvocations(runtime, { batchSize: made.length, rooms: new Map(), roomOfOthers: made.length, workerId: WORKER.id });
  const finished = claimed.map(({ job }): FinishedInvocation => {
    const outcome = outcomes[made.findIndex(({ id }) => id === job.id)] as Outcome;
    return {
      ...outcome,
      job,
      worker: WORKER,
      timings: { queuedMs: 1.25, loadMs: 0, preMs: 0, runMs: 3, postMs: 0, totalMs: 5, batchSize: 1 },
      startedAt: new Date(),
      device: 'cpu',
    };
  });
  expect((await finishInvocations(runtime, finished)).size).toBe(outcomes.length);
  const rows = (await Promise.all(waits)) as EndedRow[];
  const { sql } = runtime;
  return Promise.all(
    rows.map(async (row) => {
      const more = sql`, i.output_data as "outputData", i.output_blob as "outputBlob"`;
      const [stored] = await sql<EndedRow[]>`${selectInvocation(sql, more)} where i.id = ${row.id}`;
      return { told: row, stored: stored as EndedRow, isTold: row.byName === 'known' };
    }),
  );
}

const known = (run: NewInvocation): KnownRow => ({
  ...{ model: 'detector', version: 1, source: run.source, userId: null, keyId: null, byName: 'known', inputs: run.tensors },
  ...{ requestedOutputs: null, versionId: run.versionId, priority: 0, deadlineAt: null },
});

test('a small result comes with the bell, and is what the row says to the letter', async () => {
  const ends = await end([outputOf(4), outputOf(0), failed('“é” \\u0000 \u0001 is no number'), { status: 'canceled', outputs: null, error: null }]);
  expect(ends.map(({ isTold }) => isTold)).toEqual([true, true, true, true]);
  for (const { told, stored } of ends) {
    expect({ ...told, byName: null, model: stored.model }).toEqual(stored);
    const answered = ({ outputs, error, timings }: EndedRow) => JSON.stringify([outputs, error, timings]);
    expect(answered(told)).toBe(answered(stored));
  }
});

test('of many in one flush each is told once, in as many rings as they need', async () => {
  const sizes = Array.from({ length: 150 }, (_, index) => (index * 37) % 1_200);
  const ends = await end(sizes.map(outputOf));
  expect(ends.every(({ isTold }) => isTold)).toBe(true);
  expect(ends.map(({ told }) => told.outputData?.byteLength)).toEqual(sizes);
});

test('what is too large to be told is read, and so is what was told beside it', async () => {
  const ends = await end([outputOf(4), outputOf(5_000), failed('x'.repeat(3_000))]);
  expect(ends.map(({ isTold }) => isTold)).toEqual([true, false, false]);
  for (const { told, stored } of ends) expect({ ...told, byName: null, model: stored.model }).toEqual(stored);
});

test('no ring is larger than Postgres takes, whatever ends together', () => {
  const job = { id: newUuid(), retryCount: 0 } as FinishedInvocation['job'];
  const finished = Array.from({ length: 300 }, (_, index) => ({ ...outputOf((index * 211) % 2_100), job, worker: WORKER, timings: null, startedAt: null }));
  const { texts, rings } = tellRuns(finished);
  expect(texts.some((text) => text === null)).toBe(true);
  const bytes = Map.groupBy(texts.keys(), (index) => rings[index] ?? 0);
  for (const [ring, indexes] of bytes) {
    if (ring < 0) expect(indexes.every((index) => texts[index] === null)).toBe(true);
    else expect(indexes.reduce((sum, index) => sum + Buffer.byteLength(texts[index] ?? '') + 72, 1)).toBeLessThan(8_000);
  }
});
