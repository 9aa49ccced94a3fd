import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { FAILPOINTS, failpointMark, type Failpoint } from '../server/failpoints.ts';
import { fromId } from '../server/ids.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { pair } from './support/inputs.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { until } from './support/until.ts';

// Each failpoint has its mark from the start: it waits until a test arms it.
const rig = useRig((folder) => {
  const dataFolder = path.join(folder, 'data');
  for (const failpoint of FAILPOINTS) {
    mkdirSync(path.dirname(failpointMark(dataFolder, failpoint)), { recursive: true });
    writeFileSync(failpointMark(dataFolder, failpoint), '');
  }
  return { MOORAGE_TEST: '1', MOORAGE_FAILPOINTS: FAILPOINTS.map((failpoint) => `${failpoint}:kill`).join(',') };
});

const ON_THE_WAY_IN = FAILPOINTS.filter((failpoint) => failpoint.startsWith('enqueue.'));
/** Attempts of a run whose worker ended here: before a runner has it none is lost, and once its result is recorded it is not computed again. */
const ATTEMPTS: Partial<Record<Failpoint, number>> = { 'claim.after_commit': 1, 'finish.stored': 2, 'finish.before_commit': 2, 'finish.after_commit': 1 };

beforeAll(async () => {
  expect((await rig().deploy('adder', addModel())).status).toBe('ready');
});

test.each(ON_THE_WAY_IN)('R5: web ends at %s of a call: nothing was acknowledged, and its key finds or makes its one run', async (failpoint) => {
  const { client, ended, product } = rig();
  const key = `only-${failpoint}`;
  arm(failpoint);
  expect((await client.once('adder', pair(1), { key })).status).toBe(0);
  await reachedItsEnd(failpoint);
  const stored = await runOfKey(key);
  expect(stored !== null).toBe(failpoint === 'enqueue.after_commit');
  await product.ready(30_000);
  const { id } = await client.invoke('adder', pair(1), { key });
  if (stored) expect(fromId('inv', id)).toBe(stored);
  expect(await ended(id)).toMatchObject({ status: 'succeeded', attempts: 1 });
});

test.each(ON_THE_WAY_IN)('R5: web ends at %s of a call without a key: there is a run that completes, or none', async (failpoint) => {
  const { client, product } = rig();
  const before = await countRuns();
  arm(failpoint);
  const headers = { 'content-type': 'application/json', prefer: 'respond-async' };
  const answer = await client.send('/models/adder/invocations', { method: 'POST', headers, body: JSON.stringify({ inputs: pair(2) }) });
  expect(answer.status).toBe(0);
  await reachedItsEnd(failpoint);
  await product.ready(30_000);
  expect((await countRuns()) - before).toBe(failpoint === 'enqueue.after_commit' ? 1 : 0);
  await everyRunSucceeds(10_000);
});

test.each(ON_THE_WAY_IN)('R5: web ends at %s among many calls: each key has one run, and what was acknowledged stays', async (failpoint) => {
  const { client, ended, product } = rig();
  const total = count(20, 200);
  const before = await countRuns();
  arm(failpoint);
  const first = await Promise.all(Array.from({ length: total }, (_, i) => client.once('adder', pair(i), { key: `${failpoint}-${i}` })));
  await reachedItsEnd(failpoint);
  await product.ready(30_000);
  const again = await Promise.all(Array.from({ length: total }, (_, i) => client.invoke('adder', pair(i), { key: `${failpoint}-${i}` })));
  expect(new Set(again.map(({ id }) => id)).size).toBe(total);
  for (const [i, { id }] of again.entries()) {
    const acknowledged = first[i]?.run?.id;
    if (acknowledged) expect(id).toBe(acknowledged);
    expect((await ended(id)).status).toBe('succeeded');
  }
  expect((await countRuns()) - before).toBe(total);
});

test.each(ON_THE_WAY_IN)('R5: web ends at %s of a batch: all of its runs are queued, or none, and its key finds or makes them once', async (failpoint) => {
  const { client, ended, product } = rig();
  const total = count(600, 10_000);
  const before = await countRuns();
  const headers = { 'content-type': 'application/json', 'idempotency-key': `batch-${failpoint}` };
  const body = JSON.stringify({ invocations: Array.from({ length: total }, (_, i) => ({ inputs: pair(i) })) });
  const queue = () => client.send('/models/adder/invocations/batch', { method: 'POST', headers, body });
  arm(failpoint);
  expect((await queue()).status).toBe(0);
  await reachedItsEnd(failpoint);
  const stored = (await countRuns()) - before;
  expect(stored).toBe(failpoint === 'enqueue.after_commit' ? total : 0);
  await product.ready(30_000);

  const again = await queue();
  expect(again.status, again.body.slice(0, 500)).toBe(202);
  const ids = (JSON.parse(again.body) as { items: { id: string }[] }).items.map(({ id }) => id);
  expect(new Set(ids).size).toBe(total);
  expect((await countRuns()) - before).toBe(total);
  await everyRunSucceeds(60_000);
  for (const id of [ids[0], ids[total / 2], ids.at(-1)]) expect(await ended(id ?? '')).toMatchObject({ status: 'succeeded', attempts: 1 });
});

test.each(FAILPOINTS.filter((failpoint) => !ON_THE_WAY_IN.includes(failpoint)))(
  'R5: a worker that ends at %s: the caller who waits gets the result, which is recorded once',
  async (failpoint) => {
    const { client, ended } = rig();
    arm(failpoint);
    const answer = await client.once('adder', pair(3), { prefer: 'wait=30' });
    await reachedItsEnd(failpoint);
    expect([answer.status, answer.run?.status]).toEqual([200, 'succeeded']);
    expect(await ended(answer.run?.id ?? '')).toMatchObject({ status: 'succeeded', attempts: ATTEMPTS[failpoint] });
  },
);

function arm(failpoint: Failpoint): void {
  rmSync(failpointMark(rig().product.dataFolder, failpoint));
}

// The mark is there again once the process has passed: an answer that never came had this reason and no other.
function reachedItsEnd(failpoint: Failpoint): Promise<unknown> {
  return until(`${failpoint} is passed`, 10_000, () => existsSync(failpointMark(rig().product.dataFolder, failpoint)));
}

async function everyRunSucceeds(timeoutMs: number): Promise<void> {
  const { db } = rig();
  await until('every run succeeded', timeoutMs, async () => (await db.query(`select 1 from invocation where status <> 'succeeded' limit 1`)).rows.length === 0);
}

async function runOfKey(key: string): Promise<string | null> {
  const { rows } = await rig().db.query('select i.id from idempotency_key k join invocation i on i.id = k.invocation_id where k.key = $1', [key]);
  return rows[0]?.id ?? null;
}

async function countRuns(): Promise<number> {
  return (await rig().db.query('select count(*)::int as n from invocation')).rows[0].n;
}
