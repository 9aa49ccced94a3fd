import type { EngineFigures } from './engine/raw-engine.ts';
import type { LoadResult } from './load/load-plan.ts';
import type { BurstFigures } from './measure/burst.ts';
import type { ColdLoadFigures } from './measure/cold-load.ts';
import type { EtaFigures } from './measure/eta.ts';
import type { FairnessFigures } from './measure/fairness.ts';
import type { PageWeight } from './measure/page-weight.ts';
import type { ClosedFigures } from './measure/measure-path.ts';
import { median } from './quantile.ts';

/** A path at one number of clients: the median of its repeats, and how far apart they lay. */
export interface PathPoint {
  clients: number;
  median: ClosedFigures;
  /** Lowest and highest of the repeats. */
  spread: { p50Ms: [number, number]; p99Ms: [number, number]; perSecond: [number, number] };
  repeats: ClosedFigures[];
}

export interface PathResult {
  name: string;
  points: PathPoint[];
  /** At 70 % of the best closed loop. */
  open: (LoadResult & { offeredPerSecond: number }) | null;
}

export interface ModelResult {
  name: string;
  label: string;
  /** Medians over the repeats; outputs left out. */
  engine: Omit<EngineFigures, 'outputs'>;
  /** What the product chose when the model was deployed. */
  batching: { chosen: number; threads: number } | null;
  paths: PathResult[];
}

export interface BenchResults {
  at: string;
  mode: 'quick' | 'full';
  machine: { cores: number; threads: number; node: string; engine: string; python: string[]; fsync: { p50Ms: number; p99Ms: number } };
  models: ModelResult[];
  burst: BurstFigures;
  fairness: FairnessFigures;
  eta: EtaFigures;
  coldLoad: ColdLoadFigures;
  upload: { megabytes: number; oursPerSecond: number; copyPerSecond: number };
  page: PageWeight;
}

export function toPoint(repeats: ClosedFigures[]): PathPoint {
  const [first] = repeats;
  if (!first) throw new Error('a path without a repeat');
  const middle = Object.fromEntries(Object.keys(first).map((key) => [key, median(repeats.map((repeat) => repeat[key as keyof ClosedFigures]))]));
  const range = (key: keyof ClosedFigures): [number, number] => [Math.min(...repeats.map((r) => r[key])), Math.max(...repeats.map((r) => r[key]))];
  return {
    clients: first.clients,
    median: middle as unknown as ClosedFigures,
    spread: { p50Ms: range('p50Ms'), p99Ms: range('p99Ms'), perSecond: range('perSecond') },
    repeats,
  };
}

export function mergeEngine(repeats: EngineFigures[]): Omit<EngineFigures, 'outputs'> {
  const of = (read: (figures: EngineFigures) => number) => median(repeats.map(read));
  return {
    startMs: of((f) => f.startMs),
    createMs: of((f) => f.createMs),
    singleMs: of((f) => f.singleMs),
    singleP99Ms: of((f) => f.singleP99Ms),
    cpuSecondsPer1000: of((f) => f.cpuSecondsPer1000),
    peakBytes: of((f) => f.peakBytes),
    perSecond: (repeats[0]?.perSecond ?? []).map(({ batch }, index) => ({ batch, perSecond: of((f) => f.perSecond[index]?.perSecond ?? Number.NaN) })),
  };
}
