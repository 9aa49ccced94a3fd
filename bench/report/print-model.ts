import { bestBatch } from '../engine/raw-engine.ts';
import { round } from '../gates.ts';
import type { ModelResult } from '../results.ts';

/** A model's figures as lines for the terminal. */
export function printModel(model: ModelResult): void {
  const best = bestBatch(model.engine);
  console.log(`${model.label}: raw engine ${model.engine.singleMs.toFixed(3)} ms a run, ${round(best.perSecond)} runs/s at its best batch of ${best.batch}`);
  for (const path of model.paths) {
    for (const { clients, median } of path.points) {
      const figures = [
        `${round(median.perSecond).padStart(6)} runs/s`,
        `p50 ${round(median.p50Ms)} ms`,
        `p99 ${round(median.p99Ms)} ms`,
        `${median.cpuSecondsPer1000.toFixed(2)} CPU-s per 1,000`,
        `${(median.peakBytes / 1e6).toFixed(0)} MB`,
        ...(median.foreignCores > 0.1 ? [`others took ${median.foreignCores.toFixed(1)} cores`] : []),
      ];
      console.log(`  ${path.name.padEnd(15)} ${String(clients).padStart(2)} clients: ${figures.join(', ')}`);
    }
    const { open } = path;
    if (open) console.log(`  ${path.name.padEnd(15)} open loop at ${round(open.offeredPerSecond)}/s: p50 ${round(open.p50Ms)} ms, p99 ${round(open.p99Ms)} ms`);
  }
  console.log('');
}
