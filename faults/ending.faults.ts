import { expect, test } from 'vitest';
import { startProduct } from '../e2e/support/product.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { hugeOutputModel, slowModel } from '../server/testing/onnx/hard-models.ts';
import type { Answer } from './support/client.ts';
import { huge, pair, slow } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { isGone } from './support/processes.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

const rig = useRig(() => ({ MOORAGE_RUNNER_MEMORY_BYTES: String(1024 ** 3) }));

test('R18: SIGTERM to worker and web under load: they end with code 0, no call is refused for good, no run is lost', async () => {
  const { deploy, client, product, db } = rig();
  await deploy('adder', addModel());
  const load = startLoad((i) => client.invoke('adder', pair(i), { prefer: 'wait=30' }));
  // Now and then: they come to a worker that has nothing to do but to end.
  const seldom = startLoad(async (i) => {
    await client.invoke('adder', pair(i), { prefer: 'wait=30' });
    await pause(100);
  });
  for (const role of ['worker', 'web'] as const) {
    await pause(1_000);
    const pid = product.kill(role, 'SIGTERM');
    await until(`${role} ended`, 30_000, () => isGone(pid));
    await product.ready(30_000);
    expect(product.output()).toContain(`${role} ended (code 0)`);
  }
  await pause(500);
  expect(await load.stop()).toBeGreaterThan(100);
  await seldom.stop();
  // Whatever a worker was given and did not start is given to the next as it was.
  expect((await db.query('select max(attempts) as attempts from invocation')).rows).toEqual([{ attempts: 1 }]);
  // What a client hears meanwhile is an answer, a closed connection or 503.
  expect(client.answers.filter(({ status }) => ![0, 200, 202, 201, 503].includes(status))).toEqual([]);
});

test('SIGTERM to npm: it stays until everything has ended in order, and ends with code 0', async () => {
  const product = await startProduct({ throughNpm: true });
  expect(await product.stop()).toBe(0);
  expect((['web', 'worker', 'postgres'] as const).map((role) => product.pid(role))).toEqual([null, null, null]);
});

test('R9: a run that needs more memory than a runner may take fails alone with OUT_OF_MEMORY after its second attempt', async () => {
  const { deploy, client, product, ended } = rig();
  await deploy('huge', hugeOutputModel());
  const pids = [product.pid('web'), product.pid('worker'), product.pid('postgres')];
  const run = await ended((await client.invoke('huge', huge(8))).id, 60_000);
  expect([run.status, run.error?.code]).toEqual(['failed', 'OUT_OF_MEMORY']);
  expect(run.attempts).toBeLessThanOrEqual(2);
  expect([product.pid('web'), product.pid('worker'), product.pid('postgres')]).toEqual(pids);
  expect((await client.invoke('adder', pair(2), { prefer: 'wait=20' })).status).toBe('succeeded');
});

test(
  'R26: three times what it can do: the rest is refused with 429 and Retry-After, what is accepted is answered in bounded time, and then it is as quick as before',
  async () => {
    const { deploy, client } = rig();
    await deploy('slow', slowModel(128));
    const call = () => client.invoke('slow', slow(240), { prefer: 'wait=20' });
    await call();
    const alone = await typicalMs(call);
    const settings = { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"maxWaiting": 30}' };
    expect(await client.send('/models/slow/versions/1/settings', settings)).toMatchObject({ status: 200 });
    // Three calls come for each that is done, so it is three times what it can do however fast that is at the moment.
    const calls: Promise<Answer>[] = [];
    const end = Date.now() + count(20_000, 60_000);
    const come = async (): Promise<Answer> => {
      const answer = await client.once('slow', slow(240), { prefer: 'wait=60' });
      if (answer.status === 200 && Date.now() < end) for (let i = 0; i < 3; i++) calls.push(come());
      return answer;
    };
    calls.push(come());
    await pause(end + 50 - Date.now());
    // None comes any more: waiting for these is waiting for all.
    const answers = await Promise.all(calls);
    const refused = answers.filter(({ status }) => status === 429);
    const accepted = answers.filter(({ status }) => status === 200).map(({ ms }) => ms);
    expect(answers.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
    expect(refused.length).toBeGreaterThan(answers.length / 2);
    expect(refused.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
    accepted.sort((a, b) => a - b);
    // If all were accepted the last would wait twice as long as they came: 40 seconds and more.
    expect(accepted[Math.floor(accepted.length * 0.99)]).toBeLessThan(10_000);
    expect(await typicalMs(call)).toBeLessThan(alone * 3 + 50);
  },
  count(120_000, 240_000),
);

/** The median of ten calls one after the other. */
async function typicalMs(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const at = Date.now();
    await call();
    times.push(Date.now() - at);
  }
  return times.toSorted((a, b) => a - b)[5]!;
}
