import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { readEnv } from '../server/env.ts';
import { reclaimInvocations, reclaimOrphans } from '../server/invocations/reclaim-invocations.ts';
import { DEPLOY_VERSION } from '../server/queue/jobs.ts';
import { startRuntime, type Runtime } from '../server/runtime.ts';
import { findVersionFiles } from '../server/versions/find-version-files.ts';
import { closeCircuits } from '../server/versions/set-circuit.ts';
import type { WorkerInfo } from '../server/workers/schema.ts';
import { beatWorker, endWorker, registerWorker, type RegisteredWorker } from '../server/workers/register-worker.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { Fleet } from './fleet/fleet.ts';
import { deployVersion } from './jobs/deploy-version.ts';
import { DeploymentsLoop } from './jobs/deployments-loop.ts';
import { startSweeps } from './jobs/sweep.ts';
import { startRunner, type StartRunner } from './runtime/runner-process.ts';
import { detectSandbox, type Sandbox } from './runtime/sandbox/detect-sandbox.ts';

const HEARTBEAT_MS = 2_000;
const GRACE_MS = 25_000;
const ROOT = path.resolve(import.meta.dirname, '..');

/** The worker's door: env → runtime → sandbox → fleet → jobs → run, and everything down again in the reverse order. */
async function main(): Promise<void> {
  const env = readEnv();
  const runtime = await startRuntime(env, 'worker');
  const sandbox = await detectSandbox();
  const info = describe(sandbox);
  const worker = await registerWorker(runtime, info);
  await reclaim(runtime, worker);
  const common = { root: ROOT, sandbox, workFolder: path.join(env.dataFolder, 'runners'), memoryLimitBytes: env.runnerMemoryBytes, threads: env.threads };
  const runners = (files: StartRunner['files'], onLog: StartRunner['onLog']) => startRunner({ ...common, files, onLog });
  const fleet = new Fleet({
    budgetBytes: Math.floor(totalmem() * 0.6),
    onChange: (versionId) => dispatcher.feed(versionId),
    load: async (versionId) => {
      const version = await findVersionFiles(runtime, versionId);
      const runner = await startRunner({
        ...common,
        files: version.files,
        threads: version.threads ?? common.threads,
        memoryLimitBytes: version.memoryLimitBytes ?? common.memoryLimitBytes,
        onLog: (text) => runtime.log.debug({ versionId, text }, 'runner'),
      });
      runner.batchAxes = version.batchAxes;
      try {
        await runner.load(version.signature, { timeoutMs: env.loadTimeoutMs });
      } catch (error) {
        runner.kill('load failed');
        throw error;
      }
      return { runner, device: 'cpu' };
    },
  });
  const dispatcher = new Dispatcher(runtime, fleet, worker.id);
  const deployments = new DeploymentsLoop(runtime, (deploymentId, signal) =>
    deployVersion(
      { runtime, fleet, startRunner: runners, loadTimeoutMs: env.loadTimeoutMs, threads: env.threads, sandbox: sandbox.description },
      deploymentId,
      signal,
    ),
  );
  let state: 'taking_work' | 'draining' = 'taking_work';
  const beat = async () => {
    try {
      await fleet.measure();
      await beatWorker(runtime, worker.id, { state, loaded: fleet.snapshot() });
    } catch (error) {
      runtime.log.warn({ err: error }, 'worker heartbeat failed');
    }
  };
  const heart = setInterval(() => void beat(), HEARTBEAT_MS);
  const stopSweeps = startSweeps(runtime);
  dispatcher.start();
  deployments.start();
  runtime.log.info({ worker: worker.name, sandbox: sandbox.description, threads: env.threads }, 'worker takes work');

  const stop = async () => {
    state = 'draining';
    void beat();
    await Promise.all([dispatcher.drain(GRACE_MS), deployments.drain(GRACE_MS)]);
    clearInterval(heart);
    stopSweeps();
    await fleet.stop();
    await endWorker(runtime, worker.id).catch(() => undefined);
    await runtime.stop();
    process.exit(0);
  };
  onEnd(env.supervised, () => void stop());
}

// What workers of this machine that are gone had claimed goes back at once; of other machines' the queue's heartbeat does it.
async function reclaim(runtime: Runtime, worker: RegisteredWorker): Promise<void> {
  const runs = await reclaimInvocations(runtime, worker.dead);
  const deployments = worker.alone ? await reclaimOrphans(runtime, DEPLOY_VERSION) : 0;
  if (worker.alone) await closeCircuits(runtime);
  if (runs + deployments > 0) runtime.log.info({ runs, deployments }, 'took back what a lost worker held');
}

function describe(sandbox: Sandbox): WorkerInfo {
  const [cpu] = cpus();
  return {
    devices: [{ id: 'cpu', name: cpu?.model.trim() ?? 'cpu', memoryBytes: totalmem() }],
    cores: cpus().length,
    memoryBytes: totalmem(),
    sandbox: sandbox.level,
    memoryLimit: sandbox.memoryLimit,
    node: process.versions.node,
    engine: 'onnxruntime',
  };
}

/** Ends once in order, at once on the second signal; a supervised process also ends with its launcher. */
function onEnd(supervised: boolean, stop: () => void): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    stop();
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (supervised) process.stdin.on('end', end).on('error', end).resume();
}

process.on('unhandledRejection', (error) => console.error('unhandled rejection', error));
await main();
