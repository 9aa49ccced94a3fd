import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { crashesAtRunModel, slowModel } from '../server/testing/onnx/hard-models.ts';
import { divide, pair, POISON, slow } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

const HOUR_MS = 3600_000;
let clocks = '';

const rig = useRig((folder) => {
  clocks = path.join(folder, 'clocks');
  mkdirSync(clocks);
  return { FAULT_CLOCKS: clocks, NODE_OPTIONS: `--import ${path.join(import.meta.dirname, 'support/shifted-clock.mjs')}` };
});

afterEach(() => setClocks({ web: 0, worker: 0 }));

const SHIFTS: [string, { web: number; worker: number }][] = [
  ['apart, web ahead', { web: HOUR_MS, worker: -HOUR_MS }],
  ['apart, worker ahead', { web: -HOUR_MS, worker: HOUR_MS }],
  ['both an hour ahead', { web: HOUR_MS, worker: HOUR_MS }],
  ['both an hour back', { web: -HOUR_MS, worker: -HOUR_MS }],
];

test.each(SHIFTS.slice(0, count(2, 4)))(
  'R17: clocks that are set under load (%s): runs go on, and their times, deadlines and leases are those of the database',
  async (_, shifts) => {
    const { deploy, client, db, product } = rig();
    await deploy('adder', addModel());
    await deploy('slow', slowModel());
    const load = startLoad((i) => client.invoke('adder', pair(i), { prefer: 'wait=20' }));
    await pause(500);
    const from = await databaseTime();
    await setClocks(shifts);
    await pause(500);
    expect((await client.invoke('adder', pair(1), { prefer: 'wait=5', body: { timeoutMs: 5_000 } })).status).toBe('succeeded');
    const late = await client.invoke('slow', slow(60_000), { prefer: 'wait=10', body: { timeoutMs: 1_000 } });
    expect(late.error?.code).toBe('DEADLINE_EXCEEDED');
    await pause(2_500);
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200);
    const workers = JSON.parse((await client.send('/workers')).body) as { items: { state: string }[] };
    expect(workers.items.map(({ state }) => state)).toEqual(['taking_work']);
    await load.stop();

    const { rows } = await db.query(`select timings, created_at, started_at, ended_at from invocation where ended_at > $1 and timings is not null`, [from]);
    expect(rows.length).toBeGreaterThan(20);
    for (const { timings, created_at, started_at, ended_at } of rows) {
      for (const ms of Object.values(timings as Record<string, number>)) expect(ms).toBeGreaterThanOrEqual(0);
      expect(timings.totalMs).toBeLessThan(30_000);
      // Web, worker and database each know the database's time to some milliseconds.
      expect(started_at.getTime() - created_at.getTime()).toBeGreaterThan(-100);
      expect(ended_at.getTime() - started_at.getTime()).toBeGreaterThan(-100);
    }
  },
);

test('R17: what a process remembers does not outlive its time because the clock was put back', async () => {
  const { client, db } = rig();
  await client.invoke('adder', pair(1), { prefer: 'wait=20' });
  await setClocks({ web: -HOUR_MS, worker: -HOUR_MS });
  await db.query(`update version set settings = '{"maxWaiting": 1}' where model_id = (select id from model where name = 'adder')`);
  const refused = await until('the new setting is seen', 5_000, async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => client.once('adder', pair(i))));
    return answers.some(({ status }) => status === 429);
  });
  expect(refused).toBe(true);
  // The line is empty again, and so is what is remembered of it.
  await pause(1_500);
  expect((await client.once('adder', pair(1), { prefer: 'wait=5' })).status).toBe(200);
});

test('R17: a circuit opened by a worker whose clock is ahead closes when the database says so', async () => {
  const { deploy, client, ended } = rig();
  await setClocks({ web: 0, worker: HOUR_MS });
  await deploy('breaker', crashesAtRunModel());
  await ended((await client.invoke('breaker', POISON)).id, 30_000);
  const refused = await until('the circuit is open', 5_000, async () => {
    const answer = await client.once('breaker', divide(1, 1));
    if (answer.run) await client.send(`/invocations/${answer.run.id}/cancel`, { method: 'POST' });
    return answer.run ? null : answer;
  });
  expect(refused.status).toBe(503);
  expect(Number(refused.retryAfter)).toBeGreaterThan(30);
  expect(Number(refused.retryAfter)).toBeLessThanOrEqual(60);
});

async function setClocks(shifts: { web: number; worker: number }): Promise<void> {
  for (const [role, shiftMs] of Object.entries(shifts)) writeFileSync(path.join(clocks, role), String(shiftMs));
  await pause(200);
}

async function databaseTime(): Promise<Date> {
  return (await rig().db.query('select clock_timestamp() as now')).rows[0].now;
}
