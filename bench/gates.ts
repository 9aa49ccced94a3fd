import { bestBatch } from './engine/raw-engine.ts';
import { PYTHON_SERVERS } from './python/python-servers.ts';
import type { BenchResults, ModelResult, PathPoint } from './results.ts';
import type { ScaleResults } from './scale/scale-results.ts';

export interface Gate {
  what: string;
  figure: number | null;
  unit: string;
  /** The figure has to be at most, or at least, this. */
  bound: { kind: 'most' | 'least'; value: number };
  aim: number | null;
  verdict: 'pass' | 'short' | 'not measured';
  beside: string;
}

/** What the product promises itself, each with what was measured. */
export function judge(results: BenchResults, scale: ScaleResults | null): Gate[] {
  const model = (name: string) => results.models.find((candidate) => candidate.name === name);
  const [echo, dense, cnn] = [model('echo'), model('dense-1ms'), model('cnn')];
  const lone = echo && point(echo, 'moorage json', 1);
  const { fsync } = results.machine;
  const most = (value: number) => ({ kind: 'most' as const, value });
  const least = (value: number) => ({ kind: 'least' as const, value });
  const disk = `fdatasync p50 ${fsync.p50Ms.toFixed(2)} ms, p99 ${fsync.p99Ms.toFixed(2)} ms`;
  const python = dense && bestPython(dense, 32);
  const cnnRun = cnn
    ? `one run ${cnn.engine.singleMs.toFixed(1)} ms, engine's best batch ${bestBatch(cnn.engine).batch}, ours ${cnn.batching?.chosen ?? 1} on ${cnn.batching?.threads ?? 1} threads`
    : '';
  return [
    gate('added latency over the raw engine, echo, 1 client, p50', lone && lone.median.p50Ms - echo.engine.singleMs, 'ms', most(4.5), {
      aim: 2.5,
      beside: disk,
    }),
    gate('added latency over the raw engine, echo, 1 client, p99', lone && lone.median.p99Ms - echo.engine.singleP99Ms, 'ms', most(20), { beside: disk }),
    gate('durable runs per second, echo, 64 clients', rate(echo, 'moorage json', 64), '/s', least(3000), { aim: 6000 }),
    gate(
      'throughput over the raw engine’s best batch, CNN, 64 clients',
      over(rate(cnn, 'moorage binary', 64), cnn && bestBatch(cnn.engine).perSecond),
      '×',
      least(0.85),
      {
        aim: 0.9,
        beside: cnnRun,
      },
    ),
    gate('throughput over the best Python server, dense ~1 ms, 32 clients', over(rate(dense, 'moorage json', 32), python?.perSecond), '×', least(1), {
      aim: 1.2,
      beside: python ? `best: ${python.name}` : 'no Python server ran',
    }),
    gate(`${results.burst.count} runs in one batch: accepted within`, results.burst.acceptedMs / 1000, 's', most(3), {
      aim: 1.5,
      beside: `drained in ${(results.burst.drainedMs / 1000).toFixed(1)} s`,
    }),
    gate('batch drained: rate of the last runs over the first', results.burst.lastOverFirst, '×', least(0.8)),
    gate(
      'one caller beside another team’s version with a long line: p95 in the queue over that of an idle system',
      results.fairness.left > 0 ? results.fairness.busyP95Ms / results.fairness.idleP95Ms : null,
      '×',
      most(2),
      { beside: `${round(results.fairness.idleP95Ms)} ms idle, ${round(results.fairness.busyP95Ms)} ms with ${results.fairness.waiting} waiting` },
    ),
    gate('runs that end within 30 % of the time they were told, steady load', results.eta.within, '', least(0.8), { beside: `of ${results.eta.judged}` }),
    gate('cold load, over the raw engine’s session and the start of a process', results.coldLoad.ratio, '×', most(1), {
      beside: `loaded in ${results.coldLoad.loadMs.toFixed(0)} ms; an empty runner starts in ${results.coldLoad.startMs.toFixed(0)} ms, raw session ${results.coldLoad.createMs.toFixed(0)} ms`,
    }),
    gate('upload over cp + sync + sha256', results.upload.oursPerSecond / results.upload.copyPerSecond, '×', least(0.6), { aim: 0.8 }),
    gate('JavaScript on the first load of the library page, gzip', results.page.scriptKilobytes, 'kB', most(200), { beside: `${results.page.scripts} files` }),
    gate('pages with 1,000 models and 1,000,000 runs, server time p95', scale && Math.max(...scale.pages.map((page) => page.full.p95Ms)), 'ms', most(100), {
      aim: 50,
      beside: scale ? 'of the slowest page' : 'npm run bench -- scale',
    }),
  ];
}

function gate(
  what: string,
  figure: number | null | undefined,
  unit: string,
  bound: Gate['bound'],
  { aim = null, beside = '' }: { aim?: number | null; beside?: string } = {},
): Gate {
  const known = figure !== null && figure !== undefined && Number.isFinite(figure);
  const kept = known && (bound.kind === 'most' ? figure <= bound.value : figure >= bound.value);
  return { what, figure: known ? figure : null, unit, bound, aim, verdict: known ? (kept ? 'pass' : 'short') : 'not measured', beside };
}

export function describeGate({ what, figure, unit, bound, aim, verdict, beside }: Gate): string {
  const limit = `${bound.kind === 'most' ? '≤' : '≥'} ${bound.value}${unit}${aim === null ? '' : `, aim ${aim}${unit}`}`;
  const value = figure === null ? '–' : `${round(figure)}${unit}`;
  return `${verdict.padEnd(12)} ${value.padStart(9)}  (${limit})  ${what}${beside && ` · ${beside}`}`;
}

export function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function point(model: ModelResult, path: string, clients: number): PathPoint | undefined {
  return model.paths.find((candidate) => candidate.name === path)?.points.find((candidate) => candidate.clients === clients);
}

function rate(model: ModelResult | undefined, path: string, clients: number): number | undefined {
  return model && point(model, path, clients)?.median.perSecond;
}

function over(ours: number | undefined, theirs: number | undefined): number | undefined {
  return ours !== undefined && theirs !== undefined ? ours / theirs : undefined;
}

function bestPython(model: ModelResult, clients: number): { name: string; perSecond: number } | undefined {
  return PYTHON_SERVERS.map((name) => ({ name, perSecond: rate(model, name, clients) ?? Number.NEGATIVE_INFINITY }))
    .filter(({ perSecond }) => Number.isFinite(perSecond))
    .sort((a, b) => b.perSecond - a.perSecond)[0];
}
