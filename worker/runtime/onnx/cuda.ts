import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../../../server/workers/schema.ts';

/** Everything that knows CUDA: which devices there are, how the engine is asked for one, what it is reached through. */
type Provider = InferenceSession.ExecutionProviderConfig;

/** What the engine is told to run on. It takes what a GPU cannot do to the CPU by itself. */
export function providersOf(device: string): Provider[] {
  const cuda = /^cuda:(\d+)$/.exec(device);
  return cuda ? [{ name: 'cuda', deviceId: Number(cuda[1]) }] : ['cpu'];
}

/** The driver's device files, which a sandboxed runner must be given to use a GPU. */
export function cudaNodes(device: string): string[] {
  return device.startsWith('cuda:') ? list('/dev').filter((node) => /^\/dev\/nvidia/.test(node)) : [];
}

/** The NVIDIA GPUs the driver knows. Whether the engine can use one only a run tells. */
export async function listCudaDevices(): Promise<Device[]> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['--query-gpu=index,name,memory.total', '--format=csv,noheader,nounits'], { timeout: 10_000 });
    return parseGpus(stdout);
  } catch {
    // No tool: the driver itself says how many, not how large.
    return list('/proc/driver/nvidia/gpus').map((_, index) => ({ id: `cuda:${index}`, name: 'NVIDIA GPU', memoryBytes: 0 }));
  }
}

/** Lines of `index, name, memory in MiB`. */
export function parseGpus(text: string): Device[] {
  return text
    .split('\n')
    .map((line) => line.split(',').map((part) => part.trim()))
    .filter(([index]) => /^\d+$/.test(index ?? ''))
    .map(([index, name, mebibytes]) => ({ id: `cuda:${index}`, name: name ?? 'NVIDIA GPU', memoryBytes: (Number(mebibytes) || 0) * 1024 ** 2 }));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
