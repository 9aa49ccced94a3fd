import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BenchTensor } from '../models/bench-model.ts';
import { quantile } from '../quantile.ts';
import type { EngineFigures, EngineJob } from './raw-engine.ts';

process.on('message', (job: EngineJob & { startedAt: number }) => {
  measure(job).then(
    (figures) => process.send?.({ figures }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});

type Feeds = Record<string, Tensor>;

async function measure(job: EngineJob & { startedAt: number }): Promise<EngineFigures> {
  const startMs = performance.timeOrigin + performance.now() - job.startedAt;
  const createdAt = performance.now();
  const session = await InferenceSession.create(job.file, {
    intraOpNumThreads: job.threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const createMs = performance.now() - createdAt;
  const feeds = job.inputs.map(toFeeds);
  const outputs: Float32Array[] = [];
  for (const feed of feeds) outputs.push(joinOutputs(await session.run(feed), session.outputNames));
  const cpuBefore = process.cpuUsage();
  const alone = await repeat(session, feeds, job.seconds);
  const cpu = process.cpuUsage(cpuBefore);
  const perSecond = [{ batch: 1, perSecond: alone.length / (alone.reduce((sum, ms) => sum + ms, 0) / 1000) }];
  for (const batch of job.batches) {
    const times = await repeat(session, [stack(feeds[0] as Feeds, batch)], job.seconds);
    perSecond.push({ batch, perSecond: (batch * times.length) / (times.reduce((sum, ms) => sum + ms, 0) / 1000) });
  }
  return {
    startMs,
    createMs,
    singleMs: quantile(alone, 0.5),
    singleP99Ms: quantile(alone, 0.99),
    perSecond,
    cpuSecondsPer1000: ((cpu.user + cpu.system) / 1e6 / alone.length) * 1000,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    outputs,
  };
}

/** Runs the feeds in turn for so long, after a short warm-up; the time of each run. */
async function repeat(session: InferenceSession, feeds: Feeds[], seconds: number): Promise<number[]> {
  const times: number[] = [];
  const warmUntil = performance.now() + Math.min(300, seconds * 200);
  const until = warmUntil + seconds * 1000;
  for (let i = 0; times.length === 0 || performance.now() < until; i++) {
    const at = performance.now();
    await session.run(feeds[i % feeds.length] as Feeds);
    if (at >= warmUntil) times.push(performance.now() - at);
  }
  return times;
}

function toFeeds(tensors: BenchTensor[]): Feeds {
  return Object.fromEntries(
    tensors.map(({ name, datatype, shape, bytes }) => {
      const buffer = bytes.slice().buffer as ArrayBuffer;
      return [name, datatype === 'INT64' ? new Tensor('int64', new BigInt64Array(buffer), shape) : new Tensor('float32', new Float32Array(buffer), shape)];
    }),
  );
}

// What has a leading dimension of one is repeated along it; the rest (a sample rate) is shared by the batch.
function stack(feed: Feeds, batch: number): Feeds {
  return Object.fromEntries(
    Object.entries(feed).map(([name, tensor]) => {
      const axis = tensor.dims.indexOf(1);
      if (axis < 0) return [name, tensor];
      const data = tensor.data as Float32Array;
      const outer = tensor.dims.slice(0, axis).reduce((size, dim) => size * dim, 1);
      const inner = data.length / outer;
      const joined = new Float32Array(data.length * batch);
      for (let o = 0; o < outer; o++) for (let b = 0; b < batch; b++) joined.set(data.subarray(o * inner, (o + 1) * inner), (o * batch + b) * inner);
      return [name, new Tensor('float32', joined, tensor.dims.with(axis, batch))];
    }),
  );
}

function joinOutputs(results: InferenceSession.OnnxValueMapType, names: readonly string[]): Float32Array {
  return Float32Array.from(names.flatMap((name) => Array.from((results[name] as Tensor).data as Float32Array)));
}
