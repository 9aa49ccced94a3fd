import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { BenchTensor } from '../models/bench-model.ts';

export interface EngineJob {
  file: string;
  inputs: BenchTensor[][];
  threads: number;
  /** Sizes of batches to measure besides a run alone. */
  batches: number[];
  /** How long each measurement takes. */
  seconds: number;
}

export interface EngineFigures {
  /** From the start of a process to the engine being there, and from there to a session. */
  startMs: number;
  createMs: number;
  /** Median and 99th percentile of one run alone. */
  singleMs: number;
  singleP99Ms: number;
  /** Invocations per second, alone and by size of batch. */
  perSecond: { batch: number; perSecond: number }[];
  cpuSecondsPer1000: number;
  peakBytes: number;
  /** Per input of the job: all outputs one after another. */
  outputs: Float32Array[];
}

/** The engine and nothing else, in a process of its own. @throws Error when it cannot run the model */
export async function measureEngine(job: EngineJob): Promise<EngineFigures> {
  const startedAt = performance.timeOrigin + performance.now();
  const child = fork(path.join(import.meta.dirname, 'engine-process.ts'), { serialization: 'advanced' });
  child.send({ ...job, startedAt });
  const [message] = (await once(child, 'message')) as [{ figures?: EngineFigures; error?: string }];
  child.kill();
  if (!message.figures) throw new Error(`the raw engine: ${message.error}`);
  return message.figures;
}

/** The most invocations per second of any size of batch, and that size. */
export function bestBatch(figures: Pick<EngineFigures, 'perSecond'>): { batch: number; perSecond: number } {
  return figures.perSecond.reduce((best, next) => (next.perSecond > best.perSecond ? next : best));
}
