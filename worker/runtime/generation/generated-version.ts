import path from 'node:path';
import { AppError } from '../../../server/errors.ts';
import { Program } from '../../steps/program.ts';
import { readerOf } from '../read-version-file.ts';
import { toErrorBody, type RunItem, type RunWork } from '../run-work.ts';
import type { ToRunner } from '../protocol.ts';
import type { BundleAt } from './bundle-files.ts';
import type { Generator } from './generator.ts';

/** What a runner holds of a bundle that writes step by step. */
export class GeneratedVersion {
  readonly #program: Program;
  readonly #generator: Generator;

  private constructor(program: Program, generator: Generator) {
    this.#program = program;
    this.#generator = generator;
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(folder: string, message: Extract<ToRunner, { kind: 'load' }>): Promise<GeneratedVersion> {
    const { signature, threads, device } = message;
    const { bundle, generation, task } = signature;
    if (!bundle || !generation) throw new AppError('INTERNAL', 'This version is no bundle.');
    const generator = await load({ bundle, generation, task, modelFolder: path.resolve(folder), threads, device });
    return new GeneratedVersion(await Program.prepare(signature, readerOf(folder)), generator);
  }

  /** One after another: each is said to run before it begins. */
  async run(items: readonly RunItem[], work: RunWork): Promise<void> {
    for (const [index, item] of items.entries()) {
      if (work.isUnwanted(index)) continue;
      work.onRunning([index]);
      try {
        const at = performance.now();
        const input = await this.#program.inputs(item.inputs);
        const ready = performance.now();
        const answers = await this.#generator.generate(input, {
          onChunk: (chunk) => work.onChunk(index, chunk),
          isCanceled: () => work.isCanceled(index),
        });
        const wanted = item.outputs ? answers.filter(({ name }) => item.outputs?.includes(name)) : answers;
        work.onResult(index, wanted, { preMs: ready - at, runMs: performance.now() - ready, postMs: 0, batchSize: 1 });
      } catch (error) {
        work.onFailed(index, toErrorBody(error));
      }
    }
  }

  release(): Promise<void> {
    return this.#generator.release();
  }
}

async function load(at: BundleAt): Promise<Generator> {
  switch (at.generation.kind) {
    case 'causal':
      return (await import('./causal-generator.ts')).CausalGenerator.load(at);
    case 'speech':
      return (await import('./transcriber.ts')).Transcriber.load(at);
    case 'voice':
      return (await import('./speaker.ts')).Speaker.load(at);
    default:
      return (await import('./text-generator.ts')).TextGenerator.load(at);
  }
}
