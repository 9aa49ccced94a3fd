import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid, toId } from '../ids.ts';
import { insertBatch } from '../invocations/insert-invocations.ts';
import type { Ctx } from '../context.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { newInvocation } from '../testing/new-invocation.ts';
import { countModels } from './count-models.ts';
import { deleteModel } from './delete-model.ts';
import { listModelNames } from './list-model-names.ts';
import { listModels } from './list-models.ts';
import type { ModelPage } from './schema.ts';

type Query = Omit<Parameters<typeof listModels>[1], 'team' | 'cursor'>;

const team = 'harbour';
const COUNT = 25;
const SORTS = ['recent', 'name', 'runs', 'size'] as const;
let runtime: Runtime;
let stop: () => Promise<void>;
let harbour: Harbour;
let ctx: Ctx;
const made = new Map<string, { modelId: string; versionId: string }>();

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  harbour = await createHarbour(runtime, team);
  ctx = harbour.ctx('viewer');
  for (let n = 0; n < COUNT; n++) await addModel(n);
  // Ties in every order but that of names.
  for (let n = 0; n < COUNT; n++) await run(`m-${n}`, n % 4);
});
afterAll(() => stop());

async function addModel(n: number): Promise<void> {
  const name = `m-${n}`;
  const [modelId, versionId] = [newUuid(), newUuid()];
  const createdAt = new Date(Date.UTC(2026, 0, 1 + (n % 3)));
  const description = n === 7 ? 'the 100% sure one' : '';
  await runtime.db.model.create({ data: { id: modelId, teamId: harbour.teamId, name, liveName: name, description, activeVersionId: versionId, createdAt } });
  const version = { modelId, teamId: harbour.teamId, signature: { task: 'tensor' }, createdBy: {}, createdAt };
  await runtime.db.version.create({ data: { ...version, id: versionId, number: 1, status: 'ready', sizeBytes: BigInt(n % 5) } });
  // Newer, but not what stands for the model.
  await runtime.db.version.create({ data: { ...version, id: newUuid(), number: 2, status: 'failed', sizeBytes: 1_000n } });
  made.set(name, { modelId, versionId });
}

async function run(name: string, times: number): Promise<void> {
  const of = { teamId: harbour.teamId, ...made.get(name)! };
  const runs = Array.from({ length: times }, () => newInvocation(of));
  if (times > 0) await insertBatch(runtime, runtime.sql, runs);
}

async function pagesOf(query: Query, between?: () => Promise<void>): Promise<ModelPage[]> {
  const pages: ModelPage[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listModels(ctx, { team, ...query, ...(cursor ? { cursor } : {}) });
    pages.push(page);
    if (!page.nextCursor) return pages;
    cursor = page.nextCursor;
    await between?.();
  }
}

const namesOf = (pages: ModelPage[]) => pages.flatMap(({ items }) => items).map(({ name }) => name);

test.each(SORTS)('pages sorted by %s have every model once and in order, whatever they are cut into', async (sort) => {
  const [whole] = await pagesOf({ sort, limit: 200 });
  const all = whole!.items;
  expect(new Set(all.map(({ name }) => name)).size).toBe(COUNT + 1);
  const key = { recent: (lastRunAt: Date | null, createdAt: Date) => -(lastRunAt ?? createdAt).getTime() };
  const keys = all.map(
    (model) => ({ recent: key.recent(model.lastRunAt, model.createdAt), name: model.name, runs: -model.runCount, size: -model.sizeBytes })[sort],
  );
  expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  for (const limit of [1, 7, COUNT + 1]) {
    const pages = await pagesOf({ sort, limit });
    expect(namesOf(pages)).toEqual(all.map(({ name }) => name));
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => COUNT + 1));
    expect(pages).toHaveLength(Math.ceil((COUNT + 1) / limit));
  }
});

test.each(SORTS)('while runs arrive no model is on two pages sorted by %s, and what was not run is on one', async (sort) => {
  const running = ['m-3', 'm-20', 'm-11', 'm-24'];
  let turn = 0;
  const names = namesOf(await pagesOf({ sort, limit: 4 }, () => run(running[turn++ % running.length]!, 2)));
  expect(new Set(names).size).toBe(names.length);
  for (const name of made.keys()) if (!running.includes(name)) expect(names).toContain(name);
});

test('a model that was run is the first by recency, with the time of its run', async () => {
  await run('m-5', 1);
  const [first] = (await listModels(ctx, { team, limit: 1 })).items;
  expect(first).toMatchObject({ name: 'm-5', runCount: 2, activeVersion: 1, latestVersion: 2, versionCount: 2, task: 'tensor', status: 'ready' });
  expect(first!.runsPerHour.reduce((sum, runs) => sum + runs, 0)).toBe(2);
  expect(Date.now() - first!.lastRunAt!.getTime()).toBeLessThan(60_000);
});

test('a search counts and pages what it finds, by name or description and to the letter', async () => {
  expect(namesOf(await pagesOf({ search: 'M-1', sort: 'name', limit: 4 }))).toEqual(['m-1', ...Array.from({ length: 10 }, (_, n) => `m-1${n}`)]);
  expect((await listModels(ctx, { team, search: 'm-1', limit: 2 })).total).toBe(11);
  expect(namesOf(await pagesOf({ search: '100%' }))).toEqual(['m-7']);
  expect(await listModels(ctx, { team, search: '1%0' })).toEqual({ items: [], total: 0, nextCursor: null });
  expect(namesOf(await pagesOf({ name: 'm-1' }))).toEqual(['m-1']);
});

test('names and the count are of all models, and of no other team’s', async () => {
  await createHarbour(runtime, 'elsewhere');
  const names = await listModelNames(ctx, { team });
  expect(names.map(({ name }) => name)).toEqual(namesOf(await pagesOf({ sort: 'name' })));
  expect(names.find(({ name }) => name === 'm-4')).toMatchObject({ task: 'tensor', status: 'ready', activeVersion: 1 });
  expect(await countModels(ctx, { team })).toBe(COUNT + 1);
});

test('deleted models are a list of their own, last deleted first', async () => {
  for (const model of ['m-9', 'm-2', 'm-6']) await deleteModel(harbour.ctx('developer'), { team, model });
  const deleted = await pagesOf({ deleted: true, limit: 2 });
  expect(namesOf(deleted)).toEqual(['m-6', 'm-2', 'm-9']);
  expect(deleted.map(({ total }) => total)).toEqual([3, 3]);
  expect((await listModels(ctx, { team })).total).toBe(COUNT - 2);
  expect(await countModels(ctx, { team })).toBe(COUNT - 2);
});

test('a cursor of another list is refused', async () => {
  const { nextCursor } = await listModels(ctx, { team, sort: 'name', limit: 1 });
  await expect(listModels(ctx, { team, sort: 'runs', cursor: nextCursor! })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(listModels(ctx, { team, cursor: toId('mod', newUuid()) })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
