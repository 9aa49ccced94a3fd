import type { LoadGenerator } from '../load/load-generator.ts';
import type { LoadResult } from '../load/load-plan.ts';
import { median } from '../quantile.ts';
import type { ServingPath } from '../paths/serving-path.ts';
import { busySeconds, countCpu, watchMemory } from './process-usage.ts';

const WINDOW_S = 1;
const AGREEMENT = 0.05;

/** One closed loop of one path: what callers saw, and what it took to serve them. */
export interface ClosedFigures extends LoadResult {
  clients: number;
  cpuSecondsPer1000: number;
  peakBytes: number;
  /** Cores that neither the path nor its callers used: above about 0.1 the machine was not the benchmark's alone. */
  foreignCores: number;
}

/** Loads a path until the throughput of three windows in a row agrees within 5 %, at most `maxWindows` of them. */
export async function warmUp(generator: LoadGenerator, path: ServingPath, options: { clients: number; maxWindows: number }): Promise<void> {
  const rates: number[] = [];
  while (rates.length < options.maxWindows) {
    const { perSecond } = await generator.run({ ...planOf(path), mode: { kind: 'closed', clients: options.clients, seconds: WINDOW_S } });
    rates.push(perSecond);
    const last = rates.slice(-3);
    if (last.length === 3 && (Math.max(...last) - Math.min(...last)) / median(last) <= AGREEMENT) return;
  }
}

export async function closedLoop(generator: LoadGenerator, path: ServingPath, options: { clients: number; seconds: number }): Promise<ClosedFigures> {
  const memory = watchMemory(() => path.pids());
  const cpu = countCpu(() => path.pids());
  const busyBefore = busySeconds();
  const startedAt = performance.now();
  const result = await generator.run({ ...planOf(path), mode: { kind: 'closed', ...options } });
  const cpuSeconds = cpu();
  const elapsed = (performance.now() - startedAt) / 1000;
  const foreignCores = Math.max(0, busySeconds() - busyBefore - cpuSeconds - result.cpuSeconds) / elapsed;
  return { ...result, clients: options.clients, cpuSecondsPer1000: (cpuSeconds / result.answered) * 1000, peakBytes: memory.peakBytes(), foreignCores };
}

/** Requests at random moments at a share of what the path can do: latency without coordinated omission. */
export function openLoop(generator: LoadGenerator, path: ServingPath, options: { perSecond: number; seconds: number; seed: number }): Promise<LoadResult> {
  return generator.run({ ...planOf(path), mode: { kind: 'open', ...options } });
}

function planOf({ host, port, requests }: ServingPath) {
  return { host, port, requests };
}
