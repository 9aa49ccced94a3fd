import { expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { Client } from './support/client.ts';
import { pair } from './support/inputs.ts';
import { useRig } from './support/rig.ts';
import { count } from './support/seed.ts';
import { pause, until } from './support/until.ts';

const TOTAL = count(30_000, 120_000);
const BATCH = 1_000;
/** How far from its half a team may be. */
const UNEVEN = 0.2;
const MODELS = ['first', 'second', 'third'] as const;

const rig = useRig();

test(
  'R15: many runs of three models and two teams wait: the teams get equal parts, and the web answers meanwhile',
  async () => {
    const { db, product } = rig();
    const clients = await twoTeams();
    await db.query(`update version set settings = '{"maxWaiting": 1000000}'`);
    const admin = (await product.moorage(['key', 'create', '--team', 'harbour', '--role', 'admin'])).trim().split('\n').at(-1) ?? '';
    const steer = new Client({ url: product.url, apiKey: admin, log: `${rig().folder}/admin.ndjson` });
    const [worker] = (JSON.parse((await steer.send('/workers')).body) as { items: { id: string }[] }).items;
    await steer.send(`/workers/${worker?.id}/drain`, { method: 'POST' });
    const lags = watchAnswers(product.url);
    // One line after the other: what came first does not keep the rest from their turn.
    for (const [i, model] of MODELS.entries()) {
      for (let sent = 0; sent < TOTAL / 3; sent += BATCH) {
        const invocations = Array.from({ length: BATCH }, (_, j) => ({ inputs: pair(i * TOTAL + sent + j) }));
        const headers = { 'content-type': 'application/json' };
        expect(
          await clients[model].send(`/models/${model}/invocations/batch`, { method: 'POST', headers, body: JSON.stringify({ invocations }) }),
        ).toMatchObject({ status: 202 });
      }
    }
    await steer.send(`/workers/${worker?.id}/resume`, { method: 'POST' });
    await until('all of them ended', count(60_000, 600_000), async () => (await waiting()) === 0);

    // From when each is under way: a version whose runner is still loading has no turn to take, nor much in line of which nothing is known.
    const { rows } = await db.query(
      `select m.name, count(*)::int as n from (
         select * from invocation where status = 'succeeded' and ended_at >= (
           select max(began) from (
             select (array_agg(ended_at order by ended_at))[50] as began from invocation where status = 'succeeded' group by model_id) f)
         order by ended_at limit $1) i
       join model m on m.id = i.model_id group by 1`,
      [Math.floor(TOTAL / 3)],
    );
    const ended = Object.fromEntries(rows.map(({ name, n }) => [name, n / (TOTAL / 3)])) as Record<(typeof MODELS)[number], number>;
    expect(ended.third, JSON.stringify(ended)).toBeGreaterThan(0.5 * (1 - UNEVEN));
    expect(ended.third, JSON.stringify(ended)).toBeLessThan(0.5 * (1 + UNEVEN));
    for (const name of ['first', 'second'] as const) expect(ended[name], JSON.stringify(ended)).toBeGreaterThan(0.25 * (1 - 2 * UNEVEN));
    const answers = (await lags.stop()).sort((a, b) => a - b);
    expect(answers[Math.floor(answers.length * 0.99)]).toBeLessThan(500);
    const { rows: dead } = await db.query(`select coalesce(sum(n_dead_tup), 0)::int as n from pg_stat_user_tables where schemaname = 'pgboss'`);
    expect(dead[0].n).toBeLessThan(TOTAL * 10);
  },
  count(180_000, 1_800_000),
);

/** Who runs what: two models of one team, one of another. */
async function twoTeams(): Promise<Record<(typeof MODELS)[number], Client>> {
  const { db, product, client, deploy, folder } = rig();
  await db.query(`insert into team (id, name) values (gen_random_uuid(), 'pier')`);
  const key = (await product.moorage(['key', 'create', '--team', 'pier'])).trim().split('\n').at(-1) ?? '';
  const pier = new Client({ url: product.url, apiKey: key, log: `${folder}/pier.ndjson` });
  await deploy('first', addModel());
  await deploy('second', addModel());
  await deploy('third', addModel(), pier);
  return { first: client, second: client, third: pier };
}

async function waiting(): Promise<number> {
  return (await rig().db.query(`select count(*)::int as n from invocation where status = 'queued'`)).rows[0].n;
}

/** How long the web takes for an answer that needs nothing, again and again. */
function watchAnswers(url: string): { stop(): Promise<number[]> } {
  const times: number[] = [];
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      const at = performance.now();
      await fetch(`${url}/healthz`).catch(() => undefined);
      times.push(performance.now() - at);
      await pause(20);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return times;
    },
  };
}
