import path from 'node:path';
import { expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { pair } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { useRig } from './support/rig.ts';
import { canMount, mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { pause, until } from './support/until.ts';

let disk: SmallDisk | null = null;

const rig = useRig((folder) => {
  disk = mountSmallDisk(path.join(folder, 'data/postgres'), 400);
  return {};
});

test.skipIf(!canMount())(
  'R8: the disk of the database is full under load: calls are answered 503 with Retry-After, and all is well once there is space',
  async () => {
    const { deploy, client, product } = rig();
    await deploy('adder', addModel());
    const load = startLoad((i) => client.invoke('adder', pair(i), { patienceMs: 120_000 }));
    await pause(500);
    const from = client.answers.length;
    disk?.fill();
    await until('somebody is told', 60_000, () => client.answers.slice(from).some(({ status }) => status >= 500));
    await pause(3_000);
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200);
    disk?.free();
    const at = Date.now();
    await product.ready(30_000);
    expect((await client.invoke('adder', pair(1), { prefer: 'wait=20' })).status).toBe('succeeded');
    expect(Date.now() - at).toBeLessThan(20_000);
    await load.stop();
    const refused = client.answers.slice(from).filter(({ status }) => status !== 0 && status !== 202 && status !== 200);
    for (const { status, retryAfter } of refused) expect([status, retryAfter !== null]).toEqual([503, true]);
  },
  240_000,
);
