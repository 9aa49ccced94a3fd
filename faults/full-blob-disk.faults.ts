import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addModel, identityModel } from '../server/testing/onnx/tiny-models.ts';
import { hugeOutputModel } from '../server/testing/onnx/hard-models.ts';
import { TusClient } from '../server/testing/tus-client.ts';
import { pair } from './support/inputs.ts';
import { startPostgres, type OwnPostgres } from './support/own-postgres.ts';
import { useRig } from './support/rig.ts';
import { canMount, mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { pause, until } from './support/until.ts';

const MEGABYTE = 1024 ** 2;
let disk: SmallDisk | null = null;
let postgres: OwnPostgres | null = null;

afterAll(() => postgres?.stop());

const rig = useRig(async (folder) => {
  disk = mountSmallDisk(path.join(folder, 'data'), 320);
  postgres = await startPostgres(path.join(folder, 'postgres'));
  return { DATABASE_URL: postgres.url };
});

test.skipIf(!canMount())(
  'R8: the disk of the files is full in the middle of an upload: 507, what arrived stays, and it goes on once there is space',
  async () => {
    const { product, apiKey, db } = rig();
    const tus = new TusClient(product.url, { Authorization: `Bearer ${apiKey}` });
    const body = randomBytes(24 * MEGABYTE);
    const created = await tus.create(body.length, { filename: 'large.onnx' });
    expect(created.status).toBe(201);
    const url = new URL(created.url, product.url).pathname;
    expect(await tus.patch(url, { offset: 0, body: body.subarray(0, 4 * MEGABYTE) })).toBe(204);
    disk?.fill();
    expect([507, null]).toContain(await tus.patch(url, { offset: 4 * MEGABYTE, body: body.subarray(4 * MEGABYTE) }));
    const full = await tus.create(8 * MEGABYTE, { filename: 'another.onnx' });
    expect([full.status, full.body]).toEqual([507, expect.stringContaining('STORAGE_FULL')]);
    const offset = await tus.offset(url);
    expect(offset).toBeGreaterThanOrEqual(4 * MEGABYTE);
    disk?.free();
    expect(await tus.patch(url, { offset, body: body.subarray(offset) })).toBe(204);
    const { rows } = await db.query(`select sha256 from upload where file_name = 'large.onnx'`);
    expect(rows).toEqual([{ sha256: createHash('sha256').update(body).digest('hex') }]);
  },
);

test.skipIf(!canMount())(
  'R8: runs on a full disk: small ones go on, a large input is refused with 507, a large output is kept once there is space',
  async () => {
    const { deploy, client, ended } = rig();
    await deploy('adder', addModel());
    await deploy('copy', identityModel('FP32'));
    await deploy('huge', hugeOutputModel());
    await client.invoke('huge', [{ name: 'shape', datatype: 'INT64', shape: [1], data: [1] }], { prefer: 'wait=20' });
    // The beginning of what is large still fits: the system writes as much, and says so by a number only.
    disk?.fill(256 * 1024);
    expect((await client.invoke('adder', pair(1), { prefer: 'wait=20' })).status).toBe('succeeded');
    const large = [{ name: 'x', datatype: 'FP32', shape: [200_000], data: Array.from({ length: 200_000 }, (_, i) => i) }];
    const refused = await client.once('copy', large, { key: 'large' });
    expect([refused.status, JSON.parse(refused.body).error?.code]).toEqual([507, 'STORAGE_FULL']);
    const { id } = await client.invoke('huge', [{ name: 'shape', datatype: 'INT64', shape: [1], data: [500_000] }]);
    await pause(2_000);
    expect((await client.get(id))?.status).toBe('running');
    disk?.free();
    const run = await ended(id, 15_000);
    expect([run.status, run.attempts]).toEqual(['succeeded', 1]);
    expect(run.outputs?.map(({ data }) => data.length)).toEqual([500_000]);
    const taken = await client.invoke('copy', large, { key: 'large', prefer: 'wait=20' });
    expect(taken.outputs?.map(({ data }) => data)).toEqual([large[0]?.data]);
  },
);

test.skipIf(!canMount())('R8: nothing half-written is left among the blobs or on its way to them', async () => {
  const { dataFolder } = rig().product;
  const blobs = path.join(dataFolder, 'blobs');
  for (const folder of readdirSync(blobs)) {
    for (const name of readdirSync(path.join(blobs, folder))) {
      const sha256 = createHash('sha256')
        .update(readFileSync(path.join(blobs, folder, name)))
        .digest('hex');
      expect(sha256).toBe(name);
    }
  }
  await until('nothing is on its way', 5_000, () => readdirSync(path.join(dataFolder, 'incoming')).length === 0);
});
