import { expect } from 'vitest';
import { checkSignature } from '../check-signature.ts';
import type { Companions } from '../detect/companions.ts';
import { detectSignature } from '../detect/detect-signature.ts';
import { signatureSchema } from '../schema.ts';
import type { Task } from '../task.ts';
import { syntheticEvidence } from './synthetic-graph.ts';
import type { Sketch } from './synthetic-graph.ts';

/** A model and the task it has to be taken for. */
export interface DetectionCase {
  what: string;
  task: Task;
  sketch: Sketch;
  beside?: Partial<Companions>;
  atLeast?: number;
  atMost?: number;
}

/** The task is found with that confidence, and its signature works. */
export function expectTask({ task, sketch, beside, atLeast = 0, atMost = 1 }: DetectionCase): void {
  const signature = detectSignature(syntheticEvidence(sketch, beside));
  expect(signature.task, JSON.stringify(signature.guess)).toBe(task);
  expect(signature.guess?.confidence).toBeGreaterThanOrEqual(atLeast);
  expect(signature.guess?.confidence).toBeLessThanOrEqual(atMost);
  expect(signatureSchema.parse(signature)).toEqual(signature);
  checkSignature(signature);
}
