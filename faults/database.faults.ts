import { expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { crashesAtRunModel, slowModel } from '../server/testing/onnx/hard-models.ts';
import { pair, POISON, slowFor } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { useRig } from './support/rig.ts';
import { pause } from './support/until.ts';

const rig = useRig();

test('R6: Postgres ends under load in each way: nothing acknowledged is lost, callers hear 503 with Retry-After, and it is back within ten seconds', async () => {
  const { deploy, client, product, reached, ended } = rig();
  await deploy('adder', addModel());
  await deploy('slow', slowModel());
  const { id } = await client.invoke('slow', await slowFor(client, 2_000));
  await reached(id, 'running');
  const load = startLoad((i) => client.invoke('adder', pair(i)));
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    await pause(500);
    product.kill('postgres', signal);
    const at = Date.now();
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    await pause(300);
    await product.ready(30_000);
    expect(Date.now() - at, signal).toBeLessThan(10_000);
  }
  await pause(500);
  await load.stop();
  expect((await ended(id, 60_000)).status).toBe('succeeded');
  for (const { status, retryAfter } of client.answers.filter(({ status }) => status >= 500)) expect([status, retryAfter !== null]).toEqual([503, true]);
});

test('R6: one connection of the database cut at a time: no call fails', async () => {
  const { client, db, ended } = rig();
  const load = startLoad((i) => client.invoke('adder', pair(i)));
  for (let cut = 0; cut < 10; cut++) {
    await pause(150);
    await db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1`,
    );
  }
  await load.stop();
  const { id } = await client.invoke('adder', pair(1));
  expect((await ended(id, 15_000)).status).toBe('succeeded');
});

test('R6: the connections that listen for doorbells are cut again and again: what a worker was handed unheard is found within seconds, and loses no attempt', async () => {
  const { deploy, client, db } = rig();
  await deploy('adder', addModel());
  const [at, from] = [await now(), client.answers.length];
  const load = startLoad((i) => client.invoke('adder', pair(i), { prefer: 'wait=20' }));
  for (let cut = 0; cut < 20; cut++) {
    await pause(200);
    await db.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen %'`);
  }
  await load.stop();
  const answers = client.answers.slice(from);
  expect(answers.filter(({ run }) => run?.status !== 'succeeded')).toEqual([]);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(6_000);
  const { rows } = await db.query('select max(attempts) as attempts from invocation where created_at > $1', [at]);
  expect(rows[0].attempts).toBe(1);
});

test('R30: statements canceled under load are tried again or answered 503; every run ends once', async () => {
  const { client, db } = rig();
  const from = client.answers.length;
  const load = startLoad((i) => client.invoke('adder', pair(i)));
  for (let cut = 0; cut < 40; cut++) {
    await pause(50);
    await db.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid() order by random() limit 2`,
    );
  }
  await load.stop();
  const odd = client.answers.slice(from).filter(({ status }) => ![200, 202, 503, 0].includes(status));
  expect(odd).toEqual([]);
});

test('R20: attempts that are lost come back after growing pauses with jitter, never more than a second', async () => {
  const { deploy, client, ended } = rig();
  await deploy('divider', crashesAtRunModel());
  const { id } = await client.invoke('divider', POISON);
  await ended(id, 30_000);
  const log = await client.send(`/invocations/${id}/events`);
  const delays = [...log.body.matchAll(/Trying again in (\d+) ms/g)].map((match) => Number(match[1]));
  expect(delays).toHaveLength(2);
  for (const [i, delay] of delays.entries()) {
    expect(delay).toBeGreaterThanOrEqual(50 * 2 ** i);
    expect(delay).toBeLessThanOrEqual(100 * 2 ** i);
  }
  const dead = await client.send('/invocations?status=failed');
  expect(dead.body).toContain(id);
});

async function now(): Promise<Date> {
  return (await rig().db.query('select now() as now')).rows[0].now;
}
