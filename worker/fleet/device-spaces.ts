import type { Device } from '../../server/workers/schema.ts';
import { evictable, type Instance } from './instance.ts';
import type { DeviceSpace } from './placement.ts';

/** The device of a worker that was told of none. */
export const CPU: Device = { id: 'cpu', name: 'cpu', memoryBytes: 0 };

// The engine keeps some of a GPU's memory for itself.
const GPU_SHARE = 0.9;

interface Limits {
  devices: Device[];
  /** What may be taken on the CPU. */
  budgetBytes: number;
  isPinned(versionId: string): boolean;
}

/** What each device has free within its budget, and what unloading idle versions would add. */
export function measureSpaces(instances: Iterable<Instance>, limits: Limits): DeviceSpace[] {
  const all = [...instances];
  return limits.devices.map((device) => {
    const here = all.filter((instance) => instance.device === device.id);
    const idle = evictable(here, limits.isPinned);
    return { ...device, freeBytes: budgetOf(device, limits) - sum(here), evictableBytes: sum(idle) };
  });
}

function budgetOf(device: Device, { budgetBytes }: Limits): number {
  if (device.id === 'cpu') return budgetBytes;
  return device.memoryBytes === 0 ? Infinity : device.memoryBytes * GPU_SHARE;
}

function sum(instances: Instance[]): number {
  return instances.reduce((total, instance) => total + instance.memoryBytes, 0);
}
