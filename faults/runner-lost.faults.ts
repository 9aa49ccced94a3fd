import { expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { crashesAtRunModel, hangsAtRunModel, slowModel } from '../server/testing/onnx/hard-models.ts';
import { divide, pair, POISON, slow, slowFor } from './support/inputs.ts';
import { busiestOf, runnersOf } from './support/processes.ts';
import { useRig } from './support/rig.ts';
import { until } from './support/until.ts';

const rig = useRig(() => ({ MOORAGE_RUN_TIMEOUT_MS: '4000' }));

test('R1: a runner killed while it runs: its run goes on within two seconds on a fresh one, others never notice', async () => {
  const { deploy, client, product, reached, ended } = rig();
  await deploy('slow', slowModel());
  await deploy('adder', addModel());
  await client.invoke('adder', pair(0), { prefer: 'wait=20' });
  const { id } = await client.invoke('slow', await slowFor(client, 1_200));
  await reached(id, 'running');
  const before = runnersOf(product.pid('worker') ?? 0);
  expect(before.length).toBeGreaterThan(0);
  process.kill(await busiestOf(before), 'SIGKILL');
  const at = Date.now();
  await until('a fresh runner', 2_000, () => runnersOf(product.pid('worker') ?? 0).some((pid) => !before.includes(pid)));
  expect(Date.now() - at).toBeLessThan(2_000);
  expect((await client.invoke('adder', pair(1), { prefer: 'wait=20' })).status).toBe('succeeded');
  const run = await ended(id);
  expect([run.status, run.attempts]).toEqual(['succeeded', 2]);
  const log = await client.send(`/invocations/${id}/events`);
  expect(log.body).toContain('SIGKILL');
});

test('R10, R22: a poison run is given up after at most three deaths, and the runs around it succeed', async () => {
  const { deploy, client, ended } = rig();
  await deploy('divider', crashesAtRunModel());
  const runs = await Promise.all(Array.from({ length: 9 }, (_, i) => client.invoke('divider', i === 4 ? POISON : divide(i, 1))));
  const outcomes = await Promise.all(runs.map(({ id }) => ended(id, 90_000)));
  expect(outcomes.map((run, i) => (i === 4 ? `${run.status} ${run.error?.code}` : run.status))).toEqual(
    outcomes.map((_, i) => (i === 4 ? 'failed RUNNER_CRASHED' : 'succeeded')),
  );
  expect(outcomes[4]?.attempts).toBeLessThanOrEqual(3);
});

test('R10: three deaths open the circuit: callers hear 503 with the reason, another version is served', async () => {
  const { deploy, client, ended } = rig();
  await deploy('breaker', crashesAtRunModel());
  await ended((await client.invoke('breaker', POISON)).id, 30_000);
  const refused = await until('the circuit is open', 2_000, async () => {
    const answer = await client.once('breaker', divide(1, 1));
    // It was quicker than the news: not to wait for the circuit to close.
    if (answer.run) await client.send(`/invocations/${answer.run.id}/cancel`, { method: 'POST' });
    return answer.run ? null : answer;
  });
  expect([refused.status, JSON.parse(refused.body).error.code, refused.retryAfter !== null]).toEqual([503, 'CIRCUIT_OPEN', true]);
  expect((await client.invoke('adder', pair(2), { prefer: 'wait=20' })).status).toBe('succeeded');
});

test('R11: a run that never ends is stopped at its time limit and fails with TIMEOUT; the next is served within two seconds', async () => {
  const { deploy, client, ended } = rig();
  await deploy('hangs', hangsAtRunModel());
  const { id } = await client.invoke('hangs', [{ name: 'x', datatype: 'FP32', shape: [], data: [1] }]);
  const run = await ended(id, 20_000);
  expect([run.status, run.error?.code, run.attempts]).toEqual(['failed', 'TIMEOUT', 1]);
  const at = Date.now();
  expect((await client.invoke('adder', pair(3), { prefer: 'wait=20' })).status).toBe('succeeded');
  expect(Date.now() - at).toBeLessThan(2_000);
});

test('R11: a runner that is stopped with SIGSTOP is given up at the time limit', async () => {
  const { client, product, reached, ended } = rig();
  const { id } = await client.invoke('slow', await slowFor(client, 500));
  await reached(id, 'running');
  for (const pid of runnersOf(product.pid('worker') ?? 0)) process.kill(pid, 'SIGSTOP');
  const run = await ended(id, 20_000);
  expect(['succeeded', 'failed TIMEOUT']).toContain(run.error ? `${run.status} ${run.error.code}` : run.status);
  const next = await client.invoke('slow', slow(1), { prefer: 'wait=20' });
  expect(next.status).toBe('succeeded');
});

test('R21: a run is canceled at every state, and what shared its line completes', async () => {
  const { client, reached, ended } = rig();
  const running = await client.invoke('slow', await slowFor(client, 8_000));
  await reached(running.id, 'running');
  const waiting = await client.invoke('slow', slow(1));
  const mate = await client.invoke('slow', slow(2));
  const cancel = (id: string) => client.send(`/invocations/${id}/cancel`, { method: 'POST' });
  expect((await cancel(waiting.id)).status).toBe(200);
  const at = Date.now();
  expect((await cancel(running.id)).status).toBe(200);
  expect((await ended(running.id)).status).toBe('canceled');
  expect(Date.now() - at).toBeLessThan(1_000);
  expect((await ended(mate.id)).status).toBe('succeeded');
  // The runner stopped: it would have computed for ten seconds more.
  expect(Date.now() - at).toBeLessThan(4_000);
  const never = await ended(waiting.id);
  // A worker may have held it already: what counts is that nothing of it was computed.
  expect([never.status, never.timings]).toEqual(['canceled', null]);
  expect((await cancel(mate.id)).status).toBe(409);
});
