import { INPUT_CANARY } from './rig.ts';

/** Of slowModel: about 1.5 ms a step on a core of its own. */
export const slow = (steps: number) => [
  { name: 'steps', datatype: 'INT64', shape: [], data: [steps] },
  { name: 'x', datatype: 'FP32', shape: [], data: [3] },
];
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
