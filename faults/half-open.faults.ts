import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { startChaosProxy, type ChaosProxy } from './support/chaos-proxy.ts';
import { pair } from './support/inputs.ts';
import { startLoad, stopLoads } from './support/load.ts';
import { startPostgres, type OwnPostgres } from './support/own-postgres.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

let proxy: ChaosProxy | null = null;
/** Past the proxy. */
let direct: pg.Client | null = null;
let postgres: OwnPostgres | null = null;

// Hooks of a file run last one first: the product ends before its database.
afterAll(async () => {
  await direct?.end();
  await proxy?.stop();
  await postgres?.stop();
});

const rig = useRig(async (folder) => {
  postgres = await startPostgres(path.join(folder, 'postgres'));
  direct = new pg.Client({ connectionString: postgres.url });
  await direct.connect();
  const address = new URL(postgres.url);
  proxy = await startChaosProxy({ host: '127.0.0.1', port: Number(address.port) });
  address.port = String(proxy.port);
  return { DATABASE_URL: address.href };
});

test(
  'R7: connections to the database that go half open: callers are answered in time, and it is back within ten seconds of the network',
  async () => {
    const { deploy, client } = rig();
    await deploy('adder', addModel());
    for (let round = 0; round < count(1, 10); round++) await cutOff();
    expect(Math.max(...client.answers.map(({ ms }) => ms))).toBeLessThan(15_000);
    expect(client.answers.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
  },
  count(120_000, 600_000),
);

async function cutOff(): Promise<void> {
  const { client, product, ended } = rig();
  const load = startLoad((i) => client.invoke('adder', pair(i)));
  try {
    await pause(1_000);
    // Several transactions wait for one row when they are cut off: none of them may keep it from those who come after.
    await direct?.query('begin');
    await direct?.query('select 1 from run_hour for update');
    await until('transactions wait', 5_000, async () => (await waiting()) >= 5);
    proxy?.drop();
    await direct?.query('rollback');
    await pause(12_000);
    proxy?.heal();
    const at = Date.now();
    await product.ready(15_000);
    const { id } = await client.invoke('adder', pair(1));
    expect((await ended(id, 30_000)).status).toBe('succeeded');
    expect(Date.now() - at).toBeLessThan(10_000);
    await load.stop();
  } finally {
    // Whatever broke, what is checked afterwards is a product at rest.
    proxy?.heal();
    proxy?.reap();
    await stopLoads();
  }
}

async function waiting(): Promise<number> {
  const asked = await direct?.query(`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock'`);
  return asked?.rows[0].n;
}
