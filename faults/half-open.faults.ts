import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { startChaosProxy, type ChaosProxy } from './support/chaos-proxy.ts';
import { pair } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { useRig } from './support/rig.ts';
import { pause } from './support/until.ts';

let proxy: ChaosProxy | null = null;
let postgres: { url: string; stop(): Promise<void> } | null = null;

// Hooks of a file run last one first: the product ends before its database.
afterAll(async () => {
  await proxy?.stop();
  await postgres?.stop();
});

const rig = useRig(async (folder) => {
  // The launcher's own, which has no types.
  const launcher = (await import(path.resolve(import.meta.dirname, '../scripts/launch/postgres.mjs'))) as {
    ensurePostgres(folder: string): Promise<NonNullable<typeof postgres>>;
  };
  postgres = await launcher.ensurePostgres(path.join(folder, 'postgres'));
  const address = new URL(postgres.url);
  address.searchParams.delete('host');
  proxy = await startChaosProxy({ host: '127.0.0.1', port: Number(address.port) });
  address.port = String(proxy.port);
  return { DATABASE_URL: address.href };
});

test('R7: connections to the database that go half open: callers are answered in time, and it is back within ten seconds of the network', async () => {
  const { deploy, client, product, ended } = rig();
  await deploy('adder', addModel());
  const load = startLoad((i) => client.invoke('adder', pair(i)));
  await pause(1_000);
  proxy?.drop();
  await pause(12_000);
  proxy?.heal();
  const at = Date.now();
  await product.ready(15_000);
  const { id } = await client.invoke('adder', pair(1));
  expect((await ended(id, 30_000)).status).toBe('succeeded');
  expect(Date.now() - at).toBeLessThan(10_000);
  await load.stop();
  expect(Math.max(...client.answers.map(({ ms }) => ms))).toBeLessThan(15_000);
  expect(client.answers.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
});
