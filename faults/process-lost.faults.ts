import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fromId } from '../server/ids.ts';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { slowModel } from '../server/testing/onnx/hard-models.ts';
import { pair, slow, slowFor } from './support/inputs.ts';
import { allRunnersOf, environmentOf, isGone, runnersOf } from './support/processes.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

const rig = useRig();
const ROOT = path.resolve(import.meta.dirname, '..');

test('R13: fifty parallel duplicates are one run with one answer; another body is refused; after a day the key is free', async () => {
  const { deploy, client, db } = rig();
  await deploy('adder', addModel());
  const calls = await Promise.all(Array.from({ length: 50 }, () => client.once('adder', pair(1), { key: 'same', prefer: 'wait=30' })));
  expect(new Set(calls.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(calls.map(({ body }) => body)).size).toBe(1);
  const { rows } = await db.query('select count(*)::int as runs, max(attempts) as attempts from invocation');
  expect(rows[0]).toEqual({ runs: 1, attempts: 1 });
  expect((await client.once('adder', pair(2), { key: 'same' })).status).toBe(422);
  await db.query(`update idempotency_key set created_at = now() - interval '25 hours' where key = 'same'`);
  const later = await client.send('/models/adder/invocations', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'same', prefer: 'wait=30' },
    body: JSON.stringify({ inputs: pair(2) }),
  });
  expect(later.run?.id).not.toBe(calls[0]?.run?.id);
});

test(
  'R5: web killed at chosen instants of a call: with its key every call ends as one run',
  async () => {
    const { client, product, seeded, ended, db } = rig();
    const countRuns = async () => (await db.query('select count(*)::int as n from invocation')).rows[0].n;
    for (let round = 0; round < count(4, 40); round++) {
      const before = await countRuns();
      const calls = Array.from({ length: 20 }, (_, i) => client.invoke('adder', pair(i), { key: `r5-${round}-${i}` }));
      await pause(seeded.between(0, 60));
      product.kill('web');
      const runs = await Promise.all(calls);
      expect((await countRuns()) - before).toBe(20);
      expect(new Set(runs.map(({ id }) => id)).size).toBe(20);
      for (const { id } of runs) expect((await ended(id)).status).toBe('succeeded');
    }
  },
  count(120_000, 900_000),
);

test('R2: a worker killed in the middle: it is back at once, takes back its runs, and its runners end with it', async () => {
  const { deploy, client, product, seeded, reached, ended } = rig();
  await deploy('slow', slowModel());
  const twoSeconds = await slowFor(client, 2_000);
  const quick = await Promise.all(Array.from({ length: 200 }, (_, i) => client.invoke('adder', pair(i))));
  const { id } = await client.invoke('slow', twoSeconds);
  await reached(id, 'running');
  // Until its runner has it, a worker that ends costs it no attempt.
  await pause(seeded.between(200, 400));
  const worker = product.pid('worker') ?? 0;
  const runners = allRunnersOf(worker);
  product.kill('worker');
  const at = Date.now();
  await until('its runners ended', 2_000, () => runners.every(isGone));
  const run = await ended(id);
  // Sooner than the queue's heartbeat would have noticed.
  expect(Date.now() - at).toBeLessThan(9_000);
  expect([run.status, run.attempts]).toEqual(['succeeded', 2]);
  for (const other of quick) expect((await ended(other.id)).status).toBe('succeeded');
});

test('R2: a run that takes three workers with it is given up; those behind it had not started, and lose no attempt', async () => {
  const { deploy, client, product, reached, ended } = rig();
  await deploy('slow', slowModel());
  const long = await slowFor(client, 60_000);
  const { id } = await client.invoke('slow', long);
  await reached(id, 'running');
  const behind = await Promise.all(Array.from({ length: 10 }, () => client.invoke('slow', slow(1))));
  for (let lost = 1; lost <= 3; lost++) {
    await until(`attempt ${lost}`, 20_000, async () => {
      const run = await client.get(id);
      return run?.status === 'running' && run.attempts === lost;
    });
    // Long enough that its runner has it: before, nobody could be to blame.
    await until('a runner with the model', 20_000, () => runnersOf(product.pid('worker') ?? 0).length > 0);
    await pause(2_000);
    product.kill('worker');
  }
  const run = await ended(id);
  expect([run.status, run.error?.code, run.attempts]).toEqual(['failed', 'RUNNER_CRASHED', 3]);
  for (const other of behind) expect(await ended(other.id)).toMatchObject({ status: 'succeeded', attempts: 1 });
}, 120_000);

test(
  'R16, R3: two workers share a queue without doing a run twice; the runs of one that stops answering go to the other, and it overwrites nothing',
  async () => {
    const { client, product, db, reached, ended } = rig();
    const other = spawn(process.execPath, ['worker/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, ...environmentOf(product.pid('worker') ?? 0) },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    try {
      await until(
        'two workers',
        20_000,
        async () => (await db.query(`select 1 from worker where ended_at is null and pid = $1`, [other.pid])).rows.length === 1,
      );
      const from = client.acknowledged.length;
      const already = await computedBy();
      const total = count(2_000, 20_000);
      for (let sent = 0; sent < total; sent += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => client.invoke('adder', pair(sent + i))));
      await until('all of them ended', count(90_000, 300_000), async () => {
        const { rows } = await db.query(`select count(*)::int as n from invocation where status not in ('succeeded','failed','canceled','expired')`);
        return rows[0].n === 0;
      });
      expect(client.acknowledged.length - from).toBe(total);
      const { rows } = await db.query(`select status, attempts, count(*)::int as n from invocation where id > $1 group by 1, 2`, [lastBefore(from)]);
      expect(rows.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      expect(rows.filter(({ attempts }) => attempts !== 1)).toEqual([]);
      // The rows tell what was kept. What was computed, each worker counts for itself.
      const shares = (await computedBy()).map((runs, worker) => runs - (already[worker] ?? 0));
      expect(shares).toHaveLength(2);
      expect(Math.min(...shares)).toBeGreaterThan(0);
      expect(shares[0]! + shares[1]!).toBe(total);

      const { id } = await client.invoke('slow', await slowFor(client, 2_000));
      await reached(id, 'running');
      const frozen = await until('a worker holds it', 5_000, () => holderOf(id));
      process.kill(frozen, 'SIGSTOP');
      await until('the other has its run', 13_000, async () => ![frozen, 0].includes(await holderOf(id)));
      const run = await ended(id, 25_000);
      process.kill(frozen, 'SIGCONT');
      expect([run.status, run.attempts]).toEqual(['succeeded', 2]);
      await pause(2_000);
      const { rows: kept } = await db.query('select attempts, status from invocation order by id desc limit 1');
      expect(kept[0]).toEqual({ attempts: 2, status: 'succeeded' });
    } finally {
      other.kill('SIGTERM');
    }

    function lastBefore(position: number): string {
      return fromId('inv', client.acknowledged[position - 1]?.id ?? '') ?? '00000000-0000-0000-0000-000000000000';
    }
    /** Runs of the adder each living worker has computed, the one that started first before the other, as of a moment after this call. */
    async function computedBy(): Promise<number[]> {
      const { rows: asked } = await db.query(`select now() + interval '1 second' as at`);
      return until('the workers say what they did', 20_000, async () => {
        const { rows } = await db.query(
          `select w.heartbeat_at > $1 as said, (select coalesce(sum((l ->> 'runs')::int), 0)::int from jsonb_array_elements(w.loaded) l
             where l ->> 'versionId' = (select active_version_id::text from model where name = 'adder')) as runs
           from worker w where w.ended_at is null order by w.started_at`,
          [asked[0].at],
        );
        return rows.every(({ said }) => said) && rows.map(({ runs }) => runs);
      });
    }
    async function holderOf(id: string): Promise<number> {
      const { rows } = await db.query(`select w.pid from pgboss.job j join worker w on w.id::text = j.output #>> '{}' where j.id = $1`, [fromId('inv', id)]);
      return rows[0]?.pid ?? 0;
    }
  },
  count(120_000, 900_000),
);
