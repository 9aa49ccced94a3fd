import { formatBytes } from '../format-bytes.ts';
import type { Device, VersionNeeds } from './schema.ts';

export const isGpu = (device: Pick<Device, 'id'>): boolean => device.id !== 'cpu';

type Placed = Pick<VersionNeeds, 'device' | 'memoryBytes'>;

/**
 * Why a version can run on none of these devices, however empty they were; null when it can on one. Only what a device
 * can never do counts: what is merely full now is made free by unloading others.
 */
export function refusePlacement(needs: Placed, devices: Device[]): string | null {
  const suited = devices.filter((device) => (needs.device === 'auto' ? true : isGpu(device) === (needs.device === 'gpu')));
  if (suited.length === 0) return needs.device === 'gpu' ? 'It needs a GPU, and there is none.' : 'It needs a CPU device, and there is none.';
  if (suited.some((device) => holds(device, needs.memoryBytes))) return null;
  const most = Math.max(...suited.map((device) => device.memoryBytes));
  const place = needs.device === 'gpu' ? 'GPU' : 'device';
  return `It takes about ${formatBytes(needs.memoryBytes)}, and the largest ${place} has ${formatBytes(most)}.`;
}

/** Whether the device could hold that much when nothing else is on it. */
export function holds(device: Device, memoryBytes: number): boolean {
  return device.memoryBytes === 0 || memoryBytes <= device.memoryBytes;
}

export interface WaitingWorker {
  state: 'taking_work' | 'draining' | 'drained' | 'lost';
  devices: Device[];
}

/** Why no worker starts the runs of a version, and what to do; null where one can. */
export function explainWaiting(needs: Placed, workers: WaitingWorker[]): string | null {
  const alive = workers.filter((worker) => worker.state !== 'lost');
  if (alive.length === 0) return 'No worker runs. It starts when one does.';
  const taking = alive.filter((worker) => worker.state === 'taking_work');
  if (taking.length === 0) return 'Every worker is draining. It starts when one resumes.';
  const refusals = taking.map((worker) => refusePlacement(needs, worker.devices));
  if (refusals.includes(null)) return null;
  const remedy = needs.device === 'gpu' ? 'Set its device to auto or cpu, or start a worker with such a GPU.' : 'Start a worker on a larger machine.';
  return `No worker can take it. ${refusals[0]} ${remedy}`;
}
