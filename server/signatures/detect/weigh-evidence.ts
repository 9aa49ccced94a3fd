import type { Clue, Family, KnownTask } from './evidence.ts';

/** A task with what speaks for it, between 0 and 1. */
export interface Weighed {
  task: KnownTask;
  confidence: number;
  reasons: string[];
}

/** Tasks of the same models: one does not speak against the other. */
const KIN: readonly (readonly KnownTask[])[] = [
  ['feature-extraction', 'sentence-similarity'],
  ['zero-shot-classification', 'text-classification'],
  ['tabular-classification', 'tabular-regression'],
  ['text2text-generation', 'summarization', 'translation'],
];

/**
 * Weighs clues: for each task 1 − Π(1 − w) over the strongest clue of each family, less half of what speaks for the best
 * rival. The best first.
 */
export function weighEvidence(clues: readonly Clue[]): Weighed[] {
  const tasks = [...new Set(clues.map(({ task }) => task))];
  const alone = new Map(tasks.map((task) => [task, supportOf(clues.filter((clue) => clue.task === task))]));
  const weighed = tasks.map((task): Weighed & { support: number } => {
    const support = alone.get(task) ?? 0;
    const rival = Math.max(0, ...tasks.filter((other) => other !== task && !areKin(task, other)).map((other) => alone.get(other) ?? 0));
    const reasons = clues.filter((clue) => clue.task === task).sort((a, b) => b.weight - a.weight);
    const confidence = Math.round(Math.max(0, support - 0.5 * rival) * 1000) / 1000;
    return { task, confidence, support, reasons: [...new Set(reasons.map(({ reason }) => reason))] };
  });
  return weighed.sort((a, b) => b.confidence - a.confidence || b.support - a.support).map(({ task, confidence, reasons }) => ({ task, confidence, reasons }));
}

function supportOf(clues: readonly Clue[]): number {
  const strongest = new Map<Family, number>();
  for (const { family, weight } of clues) strongest.set(family, Math.max(weight, strongest.get(family) ?? 0));
  return 1 - [...strongest.values()].reduce((doubt, weight) => doubt * (1 - weight), 1);
}

function areKin(a: KnownTask, b: KnownTask): boolean {
  return KIN.some((group) => group.includes(a) && group.includes(b));
}
