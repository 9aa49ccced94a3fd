import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAppError } from '../../server/errors.ts';
import { mainGraph } from '../../server/signatures/main-graph.ts';
import { sampleInputs } from '../../server/signatures/sample-inputs.ts';
import type { Device, WorkerInfo } from '../../server/workers/schema.ts';
import type { Runner } from '../runtime/runner-process.ts';

export interface DeviceProbe {
  cpu: Device;
  /** GPUs the machine says it has. */
  listGpus(): Promise<Device[]>;
  /** Starts a runner on the device, for a file. */
  startRunner(files: { name: string; path: string; sizeBytes: number }[], device: string): Promise<Runner>;
  folder: string;
}

// y = x, FP32 [n]: the smallest model an engine can prove itself on.
const TINY_MODEL =
  'CAgSD21vb3JhZ2UtdGVzdGluZxoDMS4wOkkKHAoBeBIBeRoKeS9JZGVudGl0eSIISWRlbnRpdHkSBWdyYXBoWhAKAXgSCwoJCAESBQoDEgFuYhAKAXkSCwoJCAESBQoDEgFuQgIQEQ==';
const TIMEOUT_MS = 60_000;

/**
 * The devices this worker can use: the CPU, and each GPU on which a runner loads a tiny model and runs it. What fails is
 * told, never thrown: a driver without the engine's libraries is common. Nothing of a GPU is touched in this process.
 */
export async function probeDevices(probe: DeviceProbe): Promise<Required<Pick<WorkerInfo, 'devices' | 'unusable'>>> {
  const devices = [probe.cpu];
  const unusable: { id: string; reason: string }[] = [];
  const gpus = await probe.listGpus();
  if (gpus.length === 0) return { devices, unusable };
  const file = path.join(probe.folder, `probe-${process.pid}.onnx`);
  writeFileSync(file, Buffer.from(TINY_MODEL, 'base64'));
  try {
    for (const gpu of gpus) {
      const reason = await tryDevice(probe, gpu.id, file);
      if (reason === null) devices.push(gpu);
      else unusable.push({ id: gpu.id, reason });
    }
  } finally {
    rmSync(file, { force: true });
  }
  return { devices, unusable };
}

async function tryDevice(probe: DeviceProbe, device: string, file: string): Promise<string | null> {
  let runner: Runner | null = null;
  try {
    runner = await probe.startRunner([{ name: 'model.onnx', path: file, sizeBytes: Buffer.byteLength(TINY_MODEL, 'base64') }], device);
    const signature = await runner.inspect({ timeoutMs: TIMEOUT_MS });
    await runner.load(signature, { timeoutMs: TIMEOUT_MS });
    let failure: string | null = 'It gave no result.';
    await runner.run([{ inputs: sampleInputs(mainGraph(signature)), outputs: null }], {
      timeoutMs: TIMEOUT_MS,
      onResult: (_, { error }) => (failure = error ? (error.cause ?? error.message) : null),
    });
    return failure;
  } catch (error) {
    return isAppError(error) ? (error.why ?? error.message) : String(error);
  } finally {
    runner?.kill('unloaded');
    await runner?.exited;
  }
}
