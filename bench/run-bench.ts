import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { BenchProduct, OWNER } from './bench-product.ts';
import { describeGate, judge } from './gates.ts';
import { LoadGenerator } from './load/load-generator.ts';
import { burst } from './measure/burst.ts';
import { eta } from './measure/eta.ts';
import { fairness } from './measure/fairness.ts';
import { coldLoad } from './measure/cold-load.ts';
import { fsyncTime } from './measure/fsync-time.ts';
import { pageWeight } from './measure/page-weight.ts';
import { copySpeed, uploadSpeed } from './measure/upload-speed.ts';
import type { BenchModel } from './models/bench-model.ts';
import { fetchSilero } from './models/fetch-silero.ts';
import { makeModels } from './models/make-models.ts';
import { preparePython, type PythonTools } from './python/python-servers.ts';
import { printModel } from './report/print-model.ts';
import { resultsPage } from './report/results-page.ts';
import type { BenchResults, ModelResult } from './results.ts';
import type { ScaleResults } from './scale/scale-results.ts';
import { runModel } from './suite.ts';

export const OUTPUT = path.resolve(import.meta.dirname, '../.bench');
const CACHE = path.join(OUTPUT, 'cache');
const SIZES = {
  quick: { repeats: 1, seconds: 2, warmWindows: 4, uploadMegabytes: 256, coldRepeats: 3, waiting: 1_000, etaSeconds: 8 },
  full: { repeats: 5, seconds: 2, warmWindows: 6, uploadMegabytes: 2_048, coldRepeats: 3, waiting: 10_000, etaSeconds: 20 },
};

/** The same work through the raw engine, through the product and through Python servers, in one run on one machine. */
export async function runBench(mode: 'quick' | 'full', only: string[]): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(OUTPUT, 'run-'));
  const python = mode === 'full' ? preparePython(CACHE) : 'Python servers are left out of a quick run.';
  if (typeof python === 'string') console.log(python);
  const bench = await BenchProduct.start();
  const generator = new LoadGenerator();
  try {
    const results = await measure({ mode, only, folder, python: typeof python === 'string' ? null : python, bench, generator });
    report(results);
  } finally {
    generator.stop();
    await bench.product.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  mode: 'quick' | 'full';
  /** Names of models; all when empty. */
  only: string[];
  folder: string;
  python: PythonTools | null;
  bench: BenchProduct;
  generator: LoadGenerator;
}

async function measure({ mode, only, folder, python, bench, generator }: Run): Promise<BenchResults> {
  const size = SIZES[mode];
  const cores = availableParallelism();
  const threads = Math.min(4, cores);
  console.log(`${cores} cores for callers, web, worker, engine and Postgres together; ${threads} engine threads\n`);
  const silero = only.length === 0 || only.includes('silero-vad') ? await fetchSilero(bench, CACHE) : null;
  const made = await makeModels(folder, { threads, silero });
  const models = made.filter(({ name }) => only.length === 0 || only.includes(name));
  if (models.length === 0) throw new Error(`There is no model ${only.join(' or ')}; there are echo, echo-16mb, dense-1ms, cnn and silero-vad.`);
  // The other measurements use these two, whichever models are compared.
  const [echo, cnn] = ['echo', 'cnn'].map((name) => made.find((model) => model.name === name)) as [BenchModel, BenchModel];
  for (const model of new Set([...models, echo, cnn])) if (model.name !== 'silero-vad') await bench.deploy(model);
  const measured: ModelResult[] = [];
  for (const model of models) {
    measured.push(await runModel(model, { bench, generator, threads, python, repeats: size.repeats, seconds: size.seconds, warmWindows: size.warmWindows }));
    printModel(measured.at(-1) as ModelResult);
  }
  return {
    at: new Date().toISOString(),
    mode,
    machine: { cores, threads, node: process.versions.node, engine: engineVersion(), python: python?.versions ?? [], fsync: fsyncTime(folder) },
    models: measured,
    burst: await burst(bench, echo),
    fairness: await fairness(bench, generator, { caller: echo, other: cnn, waiting: size.waiting }),
    eta: await eta(bench, cnn, size.etaSeconds),
    coldLoad: await coldLoad(bench, cnn, { threads, repeats: size.coldRepeats, folder }),
    upload: await measureUpload(bench, folder, size.uploadMegabytes),
    page: await pageWeight(bench),
  };
}

async function measureUpload(bench: BenchProduct, folder: string, megabytes: number): Promise<BenchResults['upload']> {
  const file = path.join(folder, 'upload.bin');
  const fd = openSync(file, 'w');
  const chunk = Buffer.alloc(16 * 1024 * 1024);
  const sizeBytes = megabytes * 1024 * 1024;
  for (let written = 0; written < sizeBytes; written += chunk.length) writeSync(fd, randomFillSync(chunk));
  closeSync(fd);
  const copyPerSecond = await copySpeed(file, sizeBytes);
  const oursPerSecond = await uploadSpeed(file, { url: bench.product.url, key: bench.key, team: OWNER.team, sizeBytes });
  return { megabytes, oursPerSecond, copyPerSecond };
}

function report(results: BenchResults): void {
  const gates = judge(results, lastScale());
  for (const gate of gates) console.log(describeGate(gate));
  writeFileSync(path.join(OUTPUT, 'results.json'), JSON.stringify({ ...results, gates }, null, 2));
  writeFileSync(path.join(OUTPUT, 'report.html'), resultsPage(results, gates));
  console.log('\n.bench/results.json, .bench/report.html');
}

function lastScale(): ScaleResults | null {
  const file = path.join(OUTPUT, 'scale.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ScaleResults) : null;
}

function engineVersion(): string {
  const file = path.resolve(import.meta.dirname, '../node_modules/onnxruntime-node/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
