import { rmSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { readEnv } from '../server/env.ts';
import { reclaimInvocations, reclaimOrphans } from '../server/invocations/reclaim-invocations.ts';
import { DEPLOY_VERSION, FETCH_FILES } from '../server/queue/jobs.ts';
import { startRuntime, type Runtime } from '../server/runtime.ts';
import { assertWhole } from '../server/storage/assert-whole.ts';
import { findVersionFiles } from '../server/versions/find-version-files.ts';
import { closeCircuits } from '../server/versions/set-circuit.ts';
import type { WorkerInfo } from '../server/workers/schema.ts';
import { endWorker, registerWorker, type RegisteredWorker } from '../server/workers/register-worker.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { StartedFile, takeStarted } from './dispatch/started-file.ts';
import { Fleet } from './fleet/fleet.ts';
import { probeDevices } from './fleet/probe-devices.ts';
import { Scaler } from './fleet/scaler.ts';
import { deployVersion } from './jobs/deploy-version.ts';
import { DeploymentsLoop } from './jobs/deployments-loop.ts';
import { fetchFiles } from './jobs/fetch-files.ts';
import { Heartbeat } from './jobs/heartbeat.ts';
import { KeepWarm } from './jobs/keep-warm.ts';
import { startSweeps } from './jobs/sweep.ts';
import { listCudaDevices } from './runtime/onnx/cuda.ts';
import { ownFolder, removeLeftFolders } from './runtime/runner-folders.ts';
import type { RunnerExit } from './runtime/runner-exit.ts';
import { startRunner, type ModelFile, type Runner, type StartRunner } from './runtime/runner-process.ts';
import { codeCacheOf, fillCodeCache } from './runtime/sandbox/code-cache.ts';
import { detectSandbox, type Sandbox } from './runtime/sandbox/detect-sandbox.ts';
import { SpareRunner } from './runtime/spare-runner.ts';

const GRACE_MS = 25_000;
const ROOT = path.resolve(import.meta.dirname, '..');

type RunnerStarter = (
  files: ModelFile[],
  onLog: (text: string) => void,
  given?: Partial<Pick<StartRunner, 'threads' | 'memoryLimitBytes' | 'device'>>,
) => Promise<Runner>;

/** The worker's door: env → runtime → sandbox → fleet → jobs → run, and everything down again in the reverse order. */
async function main(): Promise<void> {
  const env = readEnv();
  const runtime = await startRuntime(env, 'worker');
  const sandbox = await detectSandbox();
  const compiled = path.join(env.dataFolder, 'runner-code');
  const runners = path.join(env.dataFolder, 'runners');
  for (const left of removeLeftFolders(runners)) runtime.log.warn({ err: left.error, folder: left.folder }, 'what a runner left could not be removed');
  const usual = { device: 'cpu', memoryLimitBytes: env.runnerMemoryBytes, threads: env.threads };
  const start = async (files: StartRunner['files'], given: Pick<StartRunner, 'onLog' | keyof typeof usual>) => {
    const runner = await startRunner({ ...given, root: ROOT, sandbox, files, workFolder: ownFolder(runners), codeCache: codeCacheOf(compiled) });
    await runner.setPace('steady');
    return runner;
  };
  const spare = new SpareRunner({
    start: () => start(null, { ...usual, onLog: () => undefined }),
    isBusy: () => fleet.isLoading || !deployments.idle,
    log: runtime.log,
  });
  const startIn: RunnerStarter = async (files, onLog, given = {}) => {
    const wanted = { ...usual, ...given, onLog };
    const fits = wanted.device === usual.device && wanted.memoryLimitBytes === usual.memoryLimitBytes;
    return (fits ? await spare.take(files, wanted) : null) ?? start(files, wanted);
  };
  const info: WorkerInfo = { ...describe(sandbox), ...(await findDevices(runtime, startIn)) };
  const worker = await registerWorker(runtime, info);
  const startedRuns = path.join(env.dataFolder, 'started-runs');
  await reclaim(runtime, worker, startedRuns);
  const started = new StartedFile(startedRuns, worker.id);
  const fleet = createFleet(runtime, {
    info,
    startIn,
    onChange: (versionId) => {
      dispatcher.instancesChanged(versionId);
      heartbeat.changed();
    },
  });
  const dispatcher = new Dispatcher(runtime, fleet, { id: worker.id, name: worker.name, devices: info.devices, cores: info.cores, started });
  const deploy = { runtime, fleet, startRunner: startIn, loadTimeoutMs: env.loadTimeoutMs, threads: env.threads, sandbox: sandbox.description };
  const fetches = new DeploymentsLoop(runtime, { queue: FETCH_FILES, concurrent: 3, carryOut: (id, signal) => fetchFiles(runtime, id, signal) });
  const deployments = new DeploymentsLoop(runtime, { queue: DEPLOY_VERSION, concurrent: 2, carryOut: (id, signal) => deployVersion(deploy, id, signal) });
  const keepWarm = new KeepWarm(runtime, fleet);
  const scaler = new Scaler({ fleet, loads: () => dispatcher.loads(), cores: info.cores, log: runtime.log });
  const heartbeat = new Heartbeat({ runtime, workerId: worker.id, fleet, runs: dispatcher, deployments: [fetches, deployments], keepWarm });
  const stopSweeps = startSweeps(runtime);
  for (const part of [heartbeat, dispatcher, fetches, deployments, keepWarm, scaler]) part.start();
  runtime.log.info(
    { worker: worker.name, sandbox: sandbox.description, threads: env.threads, devices: info.devices.map((device) => device.id) },
    'worker takes work',
  );
  void fillCodeCache({ root: ROOT, sandbox, folder: compiled })
    .catch((error: unknown) => runtime.log.warn({ err: error }, 'the code of runners could not be kept compiled; each compiles its own'))
    .finally(() => spare.keep());

  const stop = async () => {
    heartbeat.end();
    spare.stop();
    scaler.stop();
    keepWarm.stop();
    // Whoever goes on with a download goes on where it was: nobody waits for it.
    await Promise.all([dispatcher.drain(GRACE_MS), deployments.drain(GRACE_MS), fetches.drain(0)]);
    heartbeat.stop();
    stopSweeps();
    await fleet.stop();
    rmSync(ownFolder(runners), { recursive: true, force: true });
    started.remove();
    await endWorker(runtime, worker.id).catch(() => undefined);
    await runtime.stop();
    process.exit(0);
  };
  onEnd(env.supervised, () => void stop());
}

// What workers of this machine that are gone had claimed goes back at once; of other machines' the queue's heartbeat does it.
async function reclaim(runtime: Runtime, worker: RegisteredWorker, startedRuns: string): Promise<void> {
  const runs = await reclaimInvocations(runtime, worker.dead, (workerId) => takeStarted(startedRuns, workerId));
  let deployments = 0;
  if (worker.alone) for (const queue of [FETCH_FILES, DEPLOY_VERSION]) deployments += await reclaimOrphans(runtime, queue);
  if (worker.alone) await closeCircuits(runtime);
  if (runs + deployments > 0) runtime.log.info({ runs, deployments }, 'took back what a lost worker held');
}

function createFleet(runtime: Runtime, parts: { info: WorkerInfo; startIn: RunnerStarter; onChange(versionId: string): void }): Fleet {
  const { info, startIn, onChange } = parts;
  const onLost = (versionId: string, { tail, ...exit }: RunnerExit) => runtime.log.warn({ versionId, ...exit }, 'a runner was lost');
  return new Fleet({
    budgetBytes: budgetOf(info.memoryBytes),
    devices: info.devices,
    onChange,
    onLost,
    needs: async (versionId) => (await findVersionFiles(runtime, versionId)).needs,
    load: async (versionId, device, { threads, memoryLimitBytes }) => {
      const { files, signature, batchAxes } = await findVersionFiles(runtime, versionId);
      const runner = await startIn(files, (text) => runtime.log.debug({ versionId, text }, 'runner'), { threads, memoryLimitBytes, device });
      runner.batchAxes = batchAxes;
      // Beside the loading, which is not to take longer for it; what the engine says of damaged bytes explains nothing.
      const whole = Promise.all(files.map((file) => assertWhole(runtime.blobs, file)));
      whole.catch(() => undefined);
      try {
        await runner.load(signature, { timeoutMs: runtime.env.loadTimeoutMs });
        await whole;
      } catch (error) {
        if (runner.ended) void runner.exited.then((exit) => onLost(versionId, exit));
        runner.kill('load failed');
        await whole;
        throw error;
      }
      return { runner, device };
    },
  });
}

/** What loaded versions may take of the machine's memory; the rest is for Postgres, the web server and files. */
function budgetOf(memoryBytes: number): number {
  return Math.floor(memoryBytes * 0.6);
}

// The engine is only ever asked in a runner: a driver that is broken must not take the worker with it.
async function findDevices(runtime: Runtime, startIn: RunnerStarter) {
  const found = await probeDevices({
    cpu: { id: 'cpu', name: cpus()[0]?.model.trim() ?? 'cpu', memoryBytes: totalmem() },
    listGpus: listCudaDevices,
    folder: runtime.env.dataFolder,
    startRunner: (files, device) => startIn(files, (text) => runtime.log.debug({ device, text }, 'device probe'), { device }),
  });
  for (const { id, reason } of found.unusable) runtime.log.warn({ device: id, reason }, 'a GPU is there and cannot be used; see docs/guide/gpu.md');
  return found;
}

function describe(sandbox: Sandbox) {
  return {
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    budgetBytes: budgetOf(totalmem()),
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
