import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TusClient } from '../server/testing/tus-client.ts';
import { addModel, matMulModel } from '../server/testing/onnx/tiny-models.ts';
import { concatBytes } from '../server/testing/onnx/write-protobuf.ts';
import { pair } from './support/inputs.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';

const rig = useRig(() => ({ MOORAGE_LOAD_TIMEOUT_MS: '10000' }));

test(
  'R4: web killed at chosen offsets of an upload: what it says it has it has, and the file is whole after resuming',
  async () => {
    const { product, apiKey, seeded, db } = rig();
    const tus = new TusClient(product.url, { Authorization: `Bearer ${apiKey}` });
    const size = 8 * 1024 ** 2;
    for (let round = 0; round < count(8, 50); round++) {
      const body = randomBytes(size);
      const sha256 = createHash('sha256').update(body).digest('hex');
      const created = await tus.create(size, { filename: `part-${round}.onnx` });
      expect(created.status).toBe(201);
      const url = new URL(created.url, product.url).pathname;
      const stopAt = seeded.between(1, size - 1);
      let killed = false;
      let sent = 0;
      await tus.patch(url, {
        offset: 0,
        body,
        onSent(bytes) {
          sent = bytes;
          if (killed || bytes < stopAt) return;
          killed = true;
          product.kill('web');
        },
      });
      await product.ready(30_000);
      const offset = await tus.offset(url);
      expect(offset).toBeLessThanOrEqual(sent);
      if (offset < size) expect(await tus.patch(url, { offset, body: body.subarray(offset) })).toBe(204);
      const { rows } = await db.query('select sha256 from upload where file_name = $1', [`part-${round}.onnx`]);
      expect(rows).toEqual([{ sha256 }]);
    }
    expect(readdirSync(path.join(product.dataFolder, 'incoming'))).toEqual([]);
  },
  count(120_000, 900_000),
);

test(
  'R12: damaged models are refused with a reason or run, and take neither web nor worker down',
  async () => {
    const { product, deploy, client, seeded } = rig();
    const whole = concatBytes([matMulModel()]);
    const pids = [product.pid('web'), product.pid('worker')];
    const total = count(200, 10_000);
    let refused = 0;
    for (let done = 0; done < total; done += 4) {
      const versions = await Promise.all(
        Array.from({ length: 4 }, (_, i) => {
          const bytes = Uint8Array.from(whole);
          const flips = seeded.between(1, 8);
          for (let flip = 0; flip < flips; flip++) bytes[seeded.between(0, bytes.length - 1)]! ^= 1 << seeded.between(0, 7);
          return deploy(`damaged-${done + i}`, (done + i) % 2 === 0 ? bytes : whole.subarray(0, seeded.between(0, whole.length - 1)));
        }),
      );
      if (done > 0 && done % 500 === 0) process.stdout.write(`R12: ${done} of ${total} files, ${refused} refused\n`);
      for (const version of versions) {
        expect(['ready', 'failed'], JSON.stringify(version)).toContain(version.status ?? 'failed');
        if (version.status === 'ready') continue;
        refused++;
        expect(version.error?.code).not.toBe('INTERNAL');
        expect(version.error?.message).toBeTruthy();
      }
    }
    expect(refused).toBeGreaterThan(total / 2);
    expect([product.pid('web'), product.pid('worker')]).toEqual(pids);
    await deploy('adder', addModel());
    expect((await client.invoke('adder', pair(1), { prefer: 'wait=20' })).status).toBe('succeeded');
  },
  count(300_000, 7_200_000),
);
