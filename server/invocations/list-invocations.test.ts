import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid, toId } from '../ids.ts';
import { claimJobs } from '../queue/claim-jobs.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { newInvocation } from '../testing/new-invocation.ts';
import { insertBatch } from './insert-invocations.ts';
import { listInvocations } from './list-invocations.ts';
import { selectWaitingIds } from './select-open-ids.ts';

const BATCH = 250;
let runtime: Runtime;
let stop: () => Promise<void>;
let harbour: Harbour;
let elsewhere: Harbour;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  harbour = await createHarbour(runtime, 'harbour');
  elsewhere = await createHarbour(runtime, 'elsewhere');
});
afterAll(() => stop());

async function queue(of: Harbour, count: number): Promise<string[]> {
  const version = await runtime.db.version.findFirstOrThrow({ where: { teamId: of.teamId } });
  const made = Array.from({ length: count }, () => newInvocation({ teamId: of.teamId, modelId: version.modelId, versionId: version.id }));
  for (let at = 0; at < count; at += BATCH) await insertBatch(runtime, runtime.sql, made.slice(at, at + BATCH));
  return made.map(({ id }) => toId('inv', id));
}

async function list(of: Harbour, query: Omit<Parameters<typeof listInvocations>[1], 'team'>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listInvocations(of.ctx('owner'), { team: of.team, limit: 50, ...query, ...(cursor ? { cursor } : {}) });
    ids.push(...page.items.map(({ id }) => id));
    if (!page.nextCursor) return ids;
    cursor = page.nextCursor;
  }
}

test('waiting runs are listed newest first, page by page, each with its place, and those that run are not among them', async () => {
  const theirs = await queue(elsewhere, 60);
  const ours = await queue(harbour, 120);
  const version = await runtime.db.version.findFirstOrThrow({ where: { teamId: harbour.teamId } });
  const claim = { queue: runtime.queue.invocations, batchSize: 5, rooms: new Map([[version.id, 5]]), roomOfOthers: 0, workerId: newUuid() };
  const claimed = (await claimJobs(runtime.sql, claim, { join: '', select: '1 as one', owner: 'null::text' })).map(({ id }) => toId('inv', id));
  const waiting = ours.filter((id) => !claimed.includes(id)).reverse();
  expect(await list(harbour, { status: 'queued' })).toEqual(waiting);
  expect(await list(harbour, { status: 'queued', model: harbour.ids.model, version: 1 })).toEqual(waiting);
  expect(await list(harbour, { status: 'queued', model: 'no-such-model' })).toEqual([]);
  expect(await list(harbour, { status: 'queued', version: 2 })).toEqual([]);
  expect(await list(harbour, { status: 'running' })).toEqual(claimed.sort().reverse());
  expect(await list(elsewhere, { status: 'queued' })).toEqual(theirs.reverse());
  const { items } = await listInvocations(harbour.ctx('owner'), { team: harbour.team, status: 'queued' });
  expect(items[0]).toMatchObject({ status: 'queued', queuePosition: 114 });
});

test('a page of a long line reads no more than its own runs, also beside a longer line of another team', async () => {
  await queue(elsewhere, 5_000);
  await queue(harbour, 3_000);
  await runtime.sql`analyze`;
  const { sql } = runtime;
  const ids = selectWaitingIds(runtime, { version: sql`v.team_id = ${harbour.teamId}::uuid`, range: () => sql``, most: sql`limit 51` });
  const [row] = await sql<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }[]>`explain (analyze, buffers, format json) ${ids}`;
  expect(row?.['QUERY PLAN'][0]?.Plan).toMatchObject({ 'Actual Rows': 51 });
  // Reading either line would take hundreds of pages.
  expect(row?.['QUERY PLAN'][0]?.Plan['Shared Hit Blocks']).toBeLessThan(80);
});
