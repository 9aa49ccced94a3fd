import { readFile } from 'node:fs/promises';
import type { InferenceSession as Session, OnnxValue, Tensor } from 'onnxruntime-node';
import type { TensorValue } from '../../../server/signatures/value.ts';
import type { BatchAxes, RunTimings } from '../protocol.ts';
import { providersOf } from './cuda.ts';
import { explainLoadError, explainRunError } from './explain-engine-error.ts';
import { withOutputs } from './with-outputs.ts';
import { rowsOf, splitTensor, stackInputs, type StackItem } from './stack.ts';

// The engine reports home unless told not to before it is first imported.
process.env.ORT_DISABLE_TELEMETRY = '1';
const { InferenceSession } = await import('onnxruntime-node');
const { fromEngineTensor, toEngineTensor } = await import('./tensors.ts');

export interface Ran {
  /** Per invocation, in their order. */
  outputs: TensorValue[][];
  timings: RunTimings;
}

/** One loaded ONNX model. Runs block this process's thread: that is why it has a process of its own. */
export class OnnxSession {
  readonly #session: Session;
  readonly #outputs: string[];

  private constructor(session: Session, outputs: string[]) {
    this.#session = session;
    this.#outputs = outputs;
  }

  /**
   * Loads by path, so that external data beside the file is found. `added`: inner tensors that are to be outputs as well.
   * @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL
   */
  static async load(path: string, options: { threads: number; outputs: string[]; device: string; added: string[] }): Promise<OnnxSession> {
    try {
      const settings: Session.SessionOptions = {
        executionProviders: providersOf(options.device),
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // Spinning threads burn three CPU-seconds after a run for nothing that latency shows.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      };
      const { added } = options;
      const session = await (added.length === 0
        ? InferenceSession.create(path, settings)
        : InferenceSession.create(withOutputs(await readFile(path), added), settings));
      return new OnnxSession(session, options.outputs);
    } catch (error) {
      throw explainLoadError(error);
    }
  }

  /** One call of the engine for all items: several are stacked along `axes`. @throws AppError INVALID_INPUT, OUT_OF_MEMORY */
  async run(items: readonly StackItem[], axes: BatchAxes | null): Promise<Ran> {
    const startedAt = performance.now();
    try {
      const together = items.length > 1 ? axes : null;
      const feeds: Record<string, OnnxValue> = Object.create(null) as Record<string, OnnxValue>;
      for (const { name, datatype, shape, bytes } of together ? stackInputs(items, together) : (items[0]?.inputs ?? [])) {
        feeds[name] = toEngineTensor(datatype, shape, bytes);
      }
      const ranAt = performance.now();
      const names = items[0]?.outputs ?? this.#outputs;
      const results = await this.#session.run(feeds, names);
      const doneAt = performance.now();
      const outputs = names.map((name) => ({ name, ...fromEngineTensor(results[name] as Tensor) }));
      const split = together ? splitOutputs(outputs, { items, axes: together }) : [outputs];
      const timings = { preMs: ranAt - startedAt, runMs: doneAt - ranAt, postMs: performance.now() - doneAt, batchSize: items.length };
      return { outputs: split, timings };
    } catch (error) {
      throw explainRunError(error);
    }
  }

  /** Gives the model's memory back, before another is loaded in its place. */
  release(): Promise<void> {
    return this.#session.release();
  }
}

function splitOutputs(outputs: readonly TensorValue[], { items, axes }: { items: readonly StackItem[]; axes: BatchAxes }): TensorValue[][] {
  const rows = items.map((item) => rowsOf(item, axes) ?? 0);
  const parts = outputs.map((output) => splitTensor(output, axes.outputs[output.name], rows));
  return items.map((_, index) => parts.map((part) => part[index] as TensorValue));
}
