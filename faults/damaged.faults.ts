import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addModel, matMulModel } from '../server/testing/onnx/tiny-models.ts';
import { crashesAtRunModel } from '../server/testing/onnx/hard-models.ts';
import { concatBytes } from '../server/testing/onnx/write-protobuf.ts';
import type { Answer } from './support/client.ts';
import { pair, POISON } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { useRig } from './support/rig.ts';
import { FULL } from './support/seed.ts';
import { pause } from './support/until.ts';

const ROW = [{ name: 'x', datatype: 'FP32', shape: [1, 4], data: [1, 2, 3, 4] }];

const rig = useRig();

test('R24: a byte of a stored file that changed on the disk: loading refuses and says why; the same file uploaded again mends it', async () => {
  const { deploy, client, product, ended } = rig();
  const whole = concatBytes([matMulModel()]);
  await deploy('weights', whole);
  expect((await client.invoke('weights', ROW, { prefer: 'wait=20' })).status).toBe('succeeded');
  const file = await storedFile('weights', 1);
  flipByte(file);
  await restartWorker();
  const run = await ended((await client.invoke('weights', ROW)).id);
  expect([run.status, run.error?.code]).toEqual(['failed', 'INVALID_MODEL']);
  expect(run.error?.message).toContain('SHA-256');
  await deploy('copy', whole);
  expect(Buffer.compare(readFileSync(file), whole)).toBe(0);
  await product.ready(30_000);
  expect((await client.invoke('weights', ROW, { prefer: 'wait=20' })).status).toBe('succeeded');
});

test('R28: a new version that is damaged, or crashes when it is tried: the one before it serves every call', async () => {
  const { deploy, client, ended } = rig();
  await deploy('adder', addModel());
  const answers: Answer[] = [];
  // Each call once: what is tried again would hide a moment in which nothing serves.
  const load = startLoad(async (i) => void answers.push(await client.once('adder', pair(i), { prefer: 'wait=20' })), 2);
  try {
    const damaged = await deploy('adder', concatBytes([addModel()]).subarray(0, 40));
    expect(damaged.status).toBe('failed');
    // Its probe kills the runner, which is no fault of the file: it can be called by its number.
    const crashes = await deploy('adder', crashesAtRunModel());
    expect(crashes.status).toBe('ready');
    const tried = await ended((await client.invoke('adder@3', POISON)).id, 60_000);
    expect(tried.error?.code).toBe('RUNNER_CRASHED');
    // Its circuit is open by now, and the news of it everywhere.
    await pause(1_000);
  } finally {
    await load.stop();
  }
  expect(await activeVersion('adder')).toBe(1);
  expect(answers.filter(({ status, run }) => status !== 200 || run?.status !== 'succeeded').map(({ status, body }) => [status, body])).toEqual([]);
  expect(new Set(answers.map(({ run }) => run?.version))).toEqual(new Set([1]));
}, 120_000);

// It waits as long for the load as for that of a large model.
test.runIf(FULL)(
  'R28: a version whose file was damaged after its deployment is not made active',
  async () => {
    const { deploy, client } = rig();
    expect((await deploy('adder', matMulModel())).status).toBe('ready');
    const { rows } = await rig().db.query(`select max(number) as number from version where model_id = (select id from model where name = 'adder')`);
    const file = await storedFile('adder', rows[0].number);
    const whole = readFileSync(file);
    flipByte(file);
    await restartWorker();
    await client.invoke('adder', pair(1), { prefer: 'wait=20' });
    const refused = await client.send(`/models/adder/versions/${rows[0].number}/activate`, { method: 'POST' });
    writeFileSync(file, whole);
    expect([refused.status, JSON.parse(refused.body).error?.code]).toEqual([422, 'INVALID_MODEL']);
    expect(await activeVersion('adder')).toBe(1);
  },
  120_000,
);

async function storedFile(model: string, number: number): Promise<string> {
  const { rows } = await rig().db.query(
    `select f.sha256 from model_file f join version v on v.id = f.version_id join model m on m.id = v.model_id where m.name = $1 and v.number = $2`,
    [model, number],
  );
  const sha256 = String(rows[0]?.sha256);
  return path.join(rig().product.dataFolder, 'blobs', sha256.slice(0, 2), sha256);
}

// In the weights: the engine would load it, and compute something else.
function flipByte(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(Buffer.from(new Float32Array([0, 0.5, 1]).buffer));
  expect(at).toBeGreaterThan(0);
  bytes[at + 7]! ^= 1;
  writeFileSync(file, bytes);
}

// What is loaded stays in memory: only the next load reads the file again.
async function restartWorker(): Promise<void> {
  const { product } = rig();
  product.kill('worker');
  await product.ready(30_000);
}

async function activeVersion(model: string): Promise<number> {
  const { rows } = await rig().db.query('select v.number from model m join version v on v.id = m.active_version_id where m.name = $1', [model]);
  return rows[0]?.number;
}
