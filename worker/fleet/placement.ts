import type { Device, VersionNeeds } from '../../server/workers/schema.ts';
import { holds, isGpu, refusePlacement } from '../../server/workers/state.ts';

/** A device with what is on it now. */
export interface DeviceSpace extends Device {
  freeBytes: number;
  /** What unloading idle versions would add to that. */
  evictableBytes: number;
}

export type Placement = { device: string; refused: null } | { device: null; refused: string };

/**
 * Where the next runner of a version goes. A GPU is preferred unless the version asks for the CPU: the one with most free
 * memory on which it fits, if need be after unloading what is idle. `auto` falls back to the CPU when none fits; `gpu` and
 * `cpu` take the roomiest of theirs even when it is full now, and are refused only what no device could ever hold.
 */
export function placeVersion(needs: Pick<VersionNeeds, 'device' | 'memoryBytes'>, devices: DeviceSpace[]): Placement {
  const refused = refusePlacement(needs, devices);
  if (refused) return { device: null, refused };
  const able = devices.filter((device) => holds(device, needs.memoryBytes));
  const gpus = able.filter(isGpu);
  const cpus = able.filter((device) => !isGpu(device));
  const fitting = gpus.filter((device) => device.freeBytes + device.evictableBytes >= needs.memoryBytes);
  const choice = needs.device === 'cpu' ? cpus : needs.device === 'gpu' ? (fitting.length > 0 ? fitting : gpus) : fitting.length > 0 ? fitting : cpus;
  const [best] = [...(choice.length > 0 ? choice : able)].sort((a, b) => b.freeBytes - a.freeBytes);
  return best ? { device: best.id, refused: null } : { device: null, refused: 'There is no device.' };
}
