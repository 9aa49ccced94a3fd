import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { BenchProduct, OWNER } from '../bench-product.ts';
import { measureEngine } from '../engine/raw-engine.ts';
import { LoadGenerator } from '../load/load-generator.ts';
import { makeEcho } from '../models/make-models.ts';
import { closedLoop, warmUp } from '../measure/measure-path.ts';
import { productPaths } from '../paths/product-paths.ts';
import type { ServingPath } from '../paths/serving-path.ts';
import { fromId } from '../../server/ids.ts';
import { addFailedRuns, fillInstallation } from './fill-installation.ts';
import { occupyVersion } from './occupy-version.ts';
import { PageVisitor, procedure } from './page-visitor.ts';
import { printScale } from './print-scale.ts';
import { readPlans } from './read-plans.ts';
import type { Compared, ScaleResults, Timing } from './scale-results.ts';

const SIZES = { models: 1_000, invocations: 1_000_000, queued: 10_000, days: 60 };
const SECONDS = 4;
const SWEEP_CLIENTS = 4;
const { team } = OWNER;

interface Measured {
  invocation: Record<string, Timing>;
  pages: Record<string, Timing>;
}

/** A full installation beside an empty one: what a run costs, how long pages take, by which plans, and what retention disturbs. */
export async function runScale(output: string): Promise<void> {
  mkdirSync(output, { recursive: true });
  const folder = mkdtempSync(path.join(output, 'scale-'));
  // The runner that keeps a version busy stands still: its run must not be given up.
  const bench = await BenchProduct.start({ env: { MOORAGE_RUN_TIMEOUT_MS: '3600000' } });
  const generator = new LoadGenerator();
  const db = await openDatabase(bench);
  try {
    const results = await measure({ bench, generator, db, folder });
    printScale(results);
    writeFileSync(path.join(output, 'scale.json'), JSON.stringify(results, null, 2));
  } finally {
    generator.stop();
    await db.end();
    await bench.product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(run: { bench: BenchProduct; generator: LoadGenerator; db: pg.Client; folder: string }): Promise<ScaleResults> {
  const { bench, db, folder } = run;
  const model = makeEcho(folder);
  await bench.deploy(model);
  const { outputs } = await measureEngine({ file: model.file, inputs: model.inputs, threads: 1, batches: [], seconds: 0 });
  const [echo] = productPaths(bench, model, outputs) as [ServingPath];
  await warmUp(run.generator, echo, { clients: 8, maxWindows: 3 });
  const { waitingId, release } = await occupyVersion(bench, folder);
  const newest = (await bench.json<{ items: { id: string }[] }>('/invocations?status=succeeded&limit=1')).items[0]?.id ?? '';
  await addFailedRuns(db, fromId('inv', newest) ?? '');
  await db.query('vacuum analyze');
  const visitor = await PageVisitor.signIn(bench);
  const pages = pagesOf(newest);
  console.log('measuring the empty installation …');
  const empty = await measureOnce({ ...run, echo, visitor, pages });
  console.log(`filling in ${SIZES.models} models, ${SIZES.invocations} runs, ${SIZES.queued} waiting …`);
  const filledAt = performance.now();
  await fillInstallation(db, { ...SIZES, endedId: fromId('inv', newest) ?? '', waitingId });
  const seconds = (performance.now() - filledAt) / 1000;
  console.log('measuring the full installation …');
  const full = await measureOnce({ ...run, echo, visitor, pages });
  const plans = await readPlans(bench, db, { visitor, pages });
  const retention = await measureRetention({ ...run, echo });
  release();
  return {
    at: new Date().toISOString(),
    filled: { models: SIZES.models, invocations: SIZES.invocations, queued: SIZES.queued, seconds },
    invocation: compare(empty.invocation, full.invocation),
    pages: compare(empty.pages, full.pages),
    plans,
    retention,
  };
}

function pagesOf(run: string): { name: string; path: string }[] {
  const lists = {
    all: {},
    failed: { status: 'failed' },
    queued: { status: 'queued' },
    running: { status: 'running' },
    'one model': { model: 'echo' },
  } as const;
  return [
    { name: 'library page', path: `/${team}/models` },
    ...(['name', 'runs', 'size'] as const).map((sort) => ({ name: `models, by ${sort}`, path: procedure('models.list', { team, sort }) })),
    { name: 'runs page', path: `/${team}/runs` },
    ...Object.entries(lists).map(([name, filter]) => ({ name: `runs list, ${name}`, path: procedure('invocations.list', { team, limit: 50, ...filter }) })),
    { name: 'run page', path: `/${team}/runs/${run}` },
    { name: 'model page', path: `/${team}/models/echo` },
  ];
}

async function measureOnce(run: {
  generator: LoadGenerator;
  echo: ServingPath;
  visitor: PageVisitor;
  pages: { name: string; path: string }[];
}): Promise<Measured> {
  const invocation: Record<string, Timing> = {};
  for (const clients of [1, 32]) {
    await warmUp(run.generator, run.echo, { clients, maxWindows: 3 });
    const { p50Ms, p99Ms, cpuSecondsPer1000 } = await closedLoop(run.generator, run.echo, { clients, seconds: SECONDS });
    invocation[`run, ${clients} clients`] = { p50Ms, p95Ms: p99Ms };
    invocation[`CPU ms per run, ${clients} clients`] = { p50Ms: cpuSecondsPer1000, p95Ms: cpuSecondsPer1000 };
  }
  const pages: Record<string, Timing> = {};
  for (const page of run.pages) pages[page.name] = await run.visitor.time(page.path);
  return { invocation, pages };
}

/** Latency of runs while half of all runs are removed, beside their latency before. */
async function measureRetention(run: { bench: BenchProduct; generator: LoadGenerator; db: pg.Client; echo: ServingPath }): Promise<ScaleResults['retention']> {
  const { bench, generator, db, echo } = run;
  const count = async () => Number((await db.query<{ n: string }>('select count(*) as n from invocation')).rows[0]?.n);
  await warmUp(generator, echo, { clients: SWEEP_CLIENTS, maxWindows: 3 });
  const quiet = await closedLoop(generator, echo, { clients: SWEEP_CLIENTS, seconds: SECONDS });
  const before = await count();
  const sweep = fork(path.join(import.meta.dirname, 'sweep-process.ts'), { env: sweepEnv(bench) });
  // Its process has to start, which no sweep in a worker has to.
  await once(sweep, 'message');
  const done = once(sweep, 'message') as Promise<[{ seconds: number }]>;
  let finished = false;
  void done.then(() => (finished = true));
  const windows = [];
  while (!finished) windows.push(await closedLoop(generator, echo, { clients: SWEEP_CLIENTS, seconds: 1 }));
  const [{ seconds }] = await done;
  const answered = windows.reduce((sum, window) => sum + window.answered, 0);
  return {
    removed: before - ((await count()) - answered),
    seconds,
    beside: {
      name: `run, ${SWEEP_CLIENTS} clients, while removing`,
      empty: { p50Ms: quiet.p50Ms, p95Ms: quiet.p99Ms },
      full: { p50Ms: Math.max(...windows.map((window) => window.p50Ms)), p95Ms: Math.max(...windows.map((window) => window.p99Ms)) },
    },
  };
}

function compare(empty: Record<string, Timing>, full: Record<string, Timing>): Compared[] {
  return Object.entries(empty).map(([name, timing]) => ({ name, empty: timing, full: full[name] as Timing }));
}

async function openDatabase(bench: BenchProduct): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: bench.databaseUrl });
  await client.connect();
  return client;
}

function sweepEnv(bench: BenchProduct): NodeJS.ProcessEnv {
  const secret = path.join(bench.product.dataFolder, 'secret');
  return {
    ...process.env,
    DATABASE_URL: bench.databaseUrl,
    MOORAGE_DATA: bench.product.dataFolder,
    MOORAGE_SECRET: existsSync(secret) ? readFileSync(secret, 'utf8').trim() : '',
    MOORAGE_LOG: 'warn',
  };
}
