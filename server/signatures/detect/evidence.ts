import type { Bundle } from '../bundle/schema.ts';
import type { Graph } from '../schema.ts';
import { TASKS } from '../task.ts';
import type { Task } from '../task.ts';
import type { Companions } from './companions.ts';

/** All there is to tell a version's task from: its graphs, the main one first, and what stands beside them. */
export interface Evidence {
  graphs: readonly Graph[];
  companions: Companions;
  /** They are a Hugging Face bundle. */
  bundle?: Bundle;
}

/** Tasks that are recognised, so that nobody mistakes them for another, and served as plain tensors. */
export const UNSERVED_TASKS = [
  'audio-to-audio',
  'document-question-answering',
  'keypoint-detection',
  'mask-generation',
  'oriented-object-detection',
  'reinforcement-learning',
  'text-ranking',
  'text-to-image',
  'time-series-forecasting',
  'video-classification',
  'visual-question-answering',
  'wake-word',
  'zero-shot-image-classification',
  'zero-shot-object-detection',
] as const;

export type KnownTask = Task | (typeof UNSERVED_TASKS)[number];

export function isServed(task: KnownTask): task is Task {
  return (TASKS as readonly string[]).includes(task);
}

/**
 * Where a clue comes from: A the model's card, B its configuration, C the file's metadata, D the names of tensors, E their
 * shapes, F what else lies there. Clues of one family repeat each other, so only the strongest counts.
 */
export type Family = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** One thing that speaks for a task. */
export interface Clue {
  family: Family;
  task: KnownTask;
  weight: number;
  /** A sentence without its full stop: "its input `x` is a picture of 3 × 224 × 224". */
  reason: string;
}

export type Rule = (evidence: Evidence) => Clue[];

/** The graph that is fed first. */
export function mainOf({ graphs }: Evidence): Graph {
  const [graph] = graphs;
  if (!graph) throw new Error('evidence without a graph');
  return graph;
}
