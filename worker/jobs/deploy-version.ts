import { beginDeployment, type BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { endDeployment } from '../../server/deployments/end-deployment.ts';
import { recordBatching, recordSignature } from '../../server/deployments/record-progress.ts';
import { formatBytes } from '../../server/format-bytes.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Runner } from '../runtime/runner-process.ts';
import { DeploymentLog } from './deployment-log.ts';
import { failDeployment } from './fail-deployment.ts';
import { measureBatching } from './measure-batching.ts';
import { verifyFiles } from './verify-files.ts';
import { probeGeneration } from './probe-generation.ts';
import { probeVersion } from './probe-version.ts';
import { runGoldenTests } from './run-golden-tests.ts';

export interface DeployParts {
  runtime: Runtime;
  fleet: Fleet;
  /** Starts a runner with these files; nothing is loaded yet. */
  startRunner(files: { name: string; path: string; sizeBytes: number }[], onLog: (text: string) => void): Promise<Runner>;
  loadTimeoutMs: number;
  threads: number;
  /** One line about how the runner is shut in. */
  sandbox: string;
}

// Made-up inputs can send a model into a very long run: nobody should wait for that.
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Takes a version to ready: verify → parse → load → probe, in one runner, which then serves the version. A file that
 * cannot be deployed ends the deployment as failed with what, why and what to do; it is not retried.
 */
export async function deployVersion(parts: DeployParts, deploymentId: string, signal: AbortSignal): Promise<void> {
  const { runtime } = parts;
  const deployment = await beginDeployment(runtime, deploymentId);
  if (!deployment) return;
  const log = new DeploymentLog(runtime, deployment);
  let runner: Runner | null = null;
  const cancel = () => runner?.kill('canceled');
  signal.addEventListener('abort', cancel);
  try {
    const files = await verifyFiles(runtime, { deployment, log, signal });
    await log.start('parse');
    log.line(`sandbox: ${parts.sandbox}`);
    runner = await parts.startRunner(files, (text) => log.line(text));
    const signature = await parseFiles(parts, { deployment, runner, log });
    signal.throwIfAborted();
    const { memoryBytes, loadMs } = await loadVersion(parts, { runner, signature, log });
    signal.throwIfAborted();
    const alive = (await probeAndMeasure(parts, { deployment, runner, signature, log, loadMs })) && (await testGolden(parts, { deployment, runner, log }));
    signal.throwIfAborted();
    await endDeployment(runtime, { deploymentId, versionId: deployment.versionId, status: 'succeeded', error: null, phases: log.phases, memoryBytes });
    if (alive) await parts.fleet.adopt(deployment.versionId, { runner, device: 'cpu' });
    else runner.kill('unloaded');
  } catch (error) {
    runner?.kill('deployment failed');
    if (!signal.aborted) await failDeployment(runtime, { deployment, log, error });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function parseFiles(parts: DeployParts, work: { deployment: BegunDeployment; runner: Runner; log: DeploymentLog }): Promise<Signature> {
  const { deployment, runner, log } = work;
  const signature = await runner.inspect({ timeoutMs: parts.loadTimeoutMs, choice: deployment.choice });
  await recordSignature(parts.runtime, deployment.versionId, signature);
  for (const graph of signature.graphs) {
    const opsets = graph.opsets.map((opset) => `${opset.domain || 'ai.onnx'} ${opset.version}`).join(', ');
    log.line(`${graph.file}: IR ${graph.irVersion}, opset ${opsets}${graph.producer ? `, made by ${graph.producer} ${graph.producerVersion}`.trimEnd() : ''}`);
    for (const output of graph.skippedOutputs) log.line(`output ${output.name} is a ${output.type}, not a tensor: not served`, 'warn');
  }
  describeGuess(signature, log);
  const nodes = signature.graphs.reduce((sum, graph) => sum + graph.nodeCount, 0);
  await log.end(`${count(signature.inputs.length, 'input')}, ${count(signature.outputs.length, 'output')}, ${count(nodes, 'node')}`);
  return signature;
}

async function loadVersion(
  parts: DeployParts,
  work: { runner: Runner; signature: Signature; log: DeploymentLog },
): Promise<{ memoryBytes: number; loadMs: number }> {
  const { runner, signature, log } = work;
  await log.start('load');
  log.line(`loading on cpu with ${count(parts.threads, 'thread')}`);
  const loaded = await runner.load(signature, { timeoutMs: parts.loadTimeoutMs });
  const memoryBytes = (await runner.memoryBytes()) || loaded.residentBytes;
  log.line(`loaded in ${Math.round(loaded.loadMs)} ms, ${formatBytes(memoryBytes)} resident`);
  await log.end(`on cpu, ${formatBytes(memoryBytes)}`);
  return { memoryBytes, loadMs: loaded.loadMs };
}

/** Runs it once, then measures what it does with threads and batches. Returns whether the runner still lives. */
async function probeAndMeasure(
  parts: DeployParts,
  work: { deployment: BegunDeployment; runner: Runner; signature: Signature; log: DeploymentLog; loadMs: number },
): Promise<boolean> {
  const { runner, signature, log, deployment } = work;
  // Always stored: a file that was replaced must not keep what was measured of another.
  const unmeasured = (reason: string) =>
    recordBatching(parts.runtime, deployment.versionId, { batchable: false, reason, chosen: 1, threads: parts.threads, sizes: [], axes: null });
  const probe = signature.generation ? probeGeneration : probeVersion;
  const probed = await probe({ runner, signature, log, timeoutMs: Math.min(parts.runtime.env.runTimeoutMs, PROBE_TIMEOUT_MS) });
  if (signature.generation) {
    await unmeasured('what writes step by step has the engine to itself');
    await log.end(probed.fact, probed.runMs === null ? 'warning' : 'done');
    return probed.alive;
  }
  if (probed.runMs === null) {
    await unmeasured('made-up inputs did not run, so nothing could be measured');
    await log.end(probed.fact, 'warning');
    return probed.alive;
  }
  try {
    const profile = await measureBatching({
      ...{ runner, signature, loadMs: work.loadMs, probeMs: probed.runMs, threads: parts.threads, loadTimeoutMs: parts.loadTimeoutMs },
      line: (text, level) => log.line(text, level),
    });
    await recordBatching(parts.runtime, deployment.versionId, profile);
    await log.end(profile.chosen > 1 ? `${probed.fact}, batches of ${profile.chosen}` : probed.fact);
    return true;
  } catch (error) {
    // What only the measuring could not bear is no fault of the file.
    const reason = `the measurement ended early: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`;
    log.line(reason, 'warn');
    await unmeasured(reason);
    await log.end(probed.fact);
    return false;
  }
}

function testGolden(parts: DeployParts, work: { deployment: BegunDeployment; runner: Runner; log: DeploymentLog }): Promise<boolean> {
  const { deployment, runner, log } = work;
  return runGoldenTests(parts.runtime, { versionId: deployment.versionId, runner, log, timeoutMs: parts.runtime.env.runTimeoutMs });
}

function describeGuess({ task, guess }: Signature, log: DeploymentLog): void {
  if (!guess) return;
  const how = guess.chosen ? 'chosen' : `guessed, ${Math.round(guess.confidence * 100)} % sure`;
  log.line(`task: ${task} (${how})${guess.reasons.length > 0 ? `: ${guess.reasons.join(' ')}` : ''}`);
  for (const assumption of guess.assumptions) log.line(`taken for granted: ${assumption}`);
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
