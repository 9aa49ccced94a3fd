import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The same model in the engine itself, in this process: what everything else is compared with. */
export async function openRawEngine(path: string, options: { input: string; shape: number[]; threads: number }) {
  const createdAt = performance.now();
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const createMs = performance.now() - createdAt;
  const size = options.shape.reduce((product, dim) => product * dim, 1);
  const feed = { [options.input]: new Tensor('float32', new Float32Array(size).fill(0.5), options.shape) };
  return {
    createMs,
    async run(): Promise<void> {
      await session.run(feed);
    },
    /** Milliseconds of one run: median over `count`. */
    async median(count: number): Promise<number> {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const at = performance.now();
        await session.run(feed);
        times.push(performance.now() - at);
      }
      return times.sort((a, b) => a - b)[Math.floor(count / 2)] ?? Number.NaN;
    },
  };
}
