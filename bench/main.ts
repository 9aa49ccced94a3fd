import { randomFillSync } from 'node:crypto';
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { Agent } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { startProduct, type Product } from '../e2e/support/product.ts';
import { identityModel, matMulModel } from '../server/testing/onnx/tiny-models.ts';
import { closedLoop, post, type LoopResult } from './closed-loop.ts';
import { openRawEngine } from './raw-engine.ts';
import { copySpeed, uploadSpeed } from './upload-speed.ts';

/**
 * The same work through the raw engine and through the product, in one run on one machine: only the ratios travel.
 * `npm run bench -- quick` takes about a minute.
 */
const quick = process.argv.includes('quick');
const SECONDS = quick ? 3 : 15;
const UPLOAD_BYTES = (quick ? 256 : 2048) * 1024 * 1024;
const folder = mkdtempSync(path.join(tmpdir(), 'moorage-bench-'));

const product = await startProduct({ env: { MOORAGE_LOG: 'warn' } });
try {
  const key =
    (await product.moorage(['setup', '--email', 'bench@example.com', '--password-stdin', '--team', 'bench'], 'a password of the bench'))
      .trim()
      .split('\n')
      .at(-1) ?? '';
  console.log(`${availableParallelism()} cores for caller, web, worker, engine and Postgres together\n`);
  await benchModel(product, key, { name: 'identity', bytes: identityModel('FP32'), input: 'x', shape: [1] });
  await benchModel(product, key, { name: 'matmul', bytes: matMulModel(), input: 'x', shape: [1, 4] });
  await benchUpload(product, key);
} finally {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function benchModel(product: Product, key: string, model: { name: string; bytes: Uint8Array; input: string; shape: number[] }): Promise<void> {
  const file = path.join(folder, `${model.name}.onnx`);
  writeFileSync(file, model.bytes);
  const raw = await openRawEngine(file, { ...model, threads: Math.min(4, availableParallelism()) });
  const rawMs = await raw.median(quick ? 500 : 2000);
  const droppedAt = performance.now();
  const body = readFileSync(file);
  const agent = new Agent({ keepAlive: true });
  const deployed = await postWaiting(`${product.url}/api/v1/models/${model.name}/versions?filename=${model.name}.onnx`, { key, body });
  const readyMs = performance.now() - droppedAt;
  agent.destroy();
  if (deployed.status !== 'ready') throw new Error(`${model.name} did not deploy: ${JSON.stringify(deployed)}`);
  console.log(`${model.name}: raw engine ${rawMs.toFixed(3)} ms a run, ${raw.createMs.toFixed(0)} ms to create`);
  console.log(`  drop to ready ${readyMs.toFixed(0)} ms`);
  const results: LoopResult[] = [];
  const url = `${product.url}/api/v1/models/${model.name}/invocations`;
  const size = model.shape.reduce((product, dim) => product * dim, 1);
  const call = Buffer.from(JSON.stringify({ inputs: [{ name: model.input, datatype: 'FP32', shape: model.shape, data: new Array(size).fill(0.5) }] }));
  for (const clients of [1, 8, 32]) {
    const run = async (agent: Agent) => {
      const answer = JSON.parse((await post(agent, { url, key, body: call, type: 'application/json', status: 200 })).toString()) as { status: string };
      if (answer.status !== 'succeeded') throw new Error(JSON.stringify(answer));
    };
    await closedLoop({ clients, seconds: 1, call: run });
    results.push(await closedLoop({ clients, seconds: SECONDS, call: run }));
  }
  const one = results[0]?.perSecond ?? NaN;
  for (const result of results) {
    const added = result.p50Ms - rawMs;
    console.log(
      `  ${String(result.clients).padStart(2)} clients: ${result.perSecond.toFixed(0).padStart(5)} runs/s, p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms` +
        (result.clients === 1 ? `, added over the raw engine p50 ${added.toFixed(2)} ms` : `, ${(result.perSecond / one).toFixed(1)} × one client`),
    );
  }
  console.log('');
}

async function postWaiting(url: string, options: { key: string; body: Buffer }): Promise<{ status: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.key}`, prefer: 'wait=60' },
    body: new Uint8Array(options.body),
  });
  return (await response.json()) as { status: string };
}

async function benchUpload(product: Product, key: string): Promise<void> {
  const file = path.join(folder, 'upload.bin');
  const fd = openSync(file, 'w');
  const chunk = Buffer.alloc(16 * 1024 * 1024);
  for (let written = 0; written < UPLOAD_BYTES; written += chunk.length) writeSync(fd, randomFillSync(chunk));
  closeSync(fd);
  const copy = await copySpeed(file, UPLOAD_BYTES);
  const upload = await uploadSpeed(file, { url: product.url, key, team: 'bench', sizeBytes: UPLOAD_BYTES });
  console.log(
    `upload of ${(UPLOAD_BYTES / 1e6).toFixed(0)} MB: ${upload.toFixed(0)} MB/s; cp + sync + sha256 ${copy.toFixed(0)} MB/s; ratio ${(upload / copy).toFixed(2)}`,
  );
}
