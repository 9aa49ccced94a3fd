import type { InferenceSession as Session, OnnxValue, Tensor } from 'onnxruntime-node';
import type { RunTimings, WireInvocation, WireTensor } from '../protocol.ts';
import { providersOf } from './cuda.ts';
import { explainLoadError, explainRunError } from './explain-engine-error.ts';

// The engine reports home unless told not to before it is first imported.
process.env.ORT_DISABLE_TELEMETRY = '1';
const { InferenceSession } = await import('onnxruntime-node');
const { fromEngineTensor, toEngineTensor } = await import('./tensors.ts');

export interface Ran {
  tensors: WireTensor[];
  payload: Uint8Array[];
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

  /** Loads by path, so that external data beside the file is found. @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(path: string, options: { threads: number; outputs: string[]; device: string }): Promise<OnnxSession> {
    try {
      const session = await InferenceSession.create(path, {
        executionProviders: providersOf(options.device),
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // Spinning threads burn three CPU-seconds after a run for nothing that latency shows.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      return new OnnxSession(session, options.outputs);
    } catch (error) {
      throw explainLoadError(error);
    }
  }

  /** One run. `payload` holds the inputs' bytes. @throws AppError INVALID_INPUT, OUT_OF_MEMORY */
  async run(invocation: WireInvocation, payload: Uint8Array): Promise<Ran> {
    const startedAt = performance.now();
    try {
      const feeds: Record<string, OnnxValue> = Object.create(null) as Record<string, OnnxValue>;
      for (const { name, datatype, shape, offset, length } of invocation.inputs) {
        feeds[name] = toEngineTensor(datatype, shape, payload.subarray(offset, offset + length));
      }
      const ranAt = performance.now();
      const names = invocation.outputs ?? this.#outputs;
      const results = await this.#session.run(feeds, names);
      const doneAt = performance.now();
      const { tensors, parts } = collect(names, results as Record<string, Tensor>);
      return { tensors, payload: parts, timings: { preMs: ranAt - startedAt, runMs: doneAt - ranAt, postMs: performance.now() - doneAt, batchSize: 1 } };
    } catch (error) {
      throw explainRunError(error);
    }
  }
}

function collect(names: string[], results: Record<string, Tensor>): { tensors: WireTensor[]; parts: Uint8Array[] } {
  let offset = 0;
  const parts: Uint8Array[] = [];
  const tensors = names.map((name) => {
    const { datatype, shape, bytes } = fromEngineTensor(results[name] as Tensor);
    const tensor = { name, datatype, shape, offset, length: bytes.byteLength };
    offset += bytes.byteLength;
    parts.push(bytes);
    return tensor;
  });
  return { tensors, parts };
}
