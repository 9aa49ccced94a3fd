import type { Client } from './client.ts';
import { INPUT_CANARY } from './rig.ts';

const PROBE_STEPS = 300;

/** Of slowModel: 0.15 to 1.5 ms a step on a core of its own. */
export const slow = (steps: number) => [
  { name: 'steps', datatype: 'INT64', shape: [], data: [steps] },
  { name: 'x', datatype: 'FP32', shape: [], data: [3] },
];
/** Of slowModel, deployed as `slow`: about this long on this machine, as one run of it tells. */
export async function slowFor(client: Client, ms: number) {
  const { timings } = await client.invoke('slow', slow(PROBE_STEPS), { prefer: 'wait=20' });
  if (!timings) throw new Error('the slow model did not run');
  return slow(Math.ceil((ms * PROBE_STEPS) / timings.runMs));
}
/** Of addModel. */
export const pair = (a: number) => [
  { name: 'x', datatype: 'FP32', shape: [1, 2], data: [a, INPUT_CANARY] },
  { name: 'y', datatype: 'FP32', shape: [1, 2], data: [1, 1] },
];
/** Of crashesAtRunModel. */
export const divide = (a: number, b: number) => [
  { name: 'x', datatype: 'INT32', shape: [1], data: [a] },
  { name: 'y', datatype: 'INT32', shape: [1], data: [b] },
];
export const POISON = divide(-(2 ** 31), -1);
/** Of hugeOutputModel: floats of this many GB. */
export const huge = (gigabytes: number) => [{ name: 'shape', datatype: 'INT64', shape: [1], data: [gigabytes * 2.5e8] }];
