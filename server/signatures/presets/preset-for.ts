import { allClues } from '../detect/all-clues.ts';
import type { Evidence } from '../detect/evidence.ts';
import { isServed } from '../detect/evidence.ts';
import { sentence } from '../detect/sentence.ts';
import { weighEvidence } from '../detect/weigh-evidence.ts';
import { plainSignature } from '../plain-signature.ts';
import type { Guess, Signature } from '../schema.ts';
import type { Task } from '../task.ts';
import { isUnfit } from './preset.ts';
import type { Preset, Unfit } from './preset.ts';
import { PRESETS } from './presets.ts';

/** The signature of these files for a task that a person chose, or why it cannot be. */
export function presetFor(task: Task, evidence: Evidence): Signature | Unfit {
  const weighed = weighEvidence(allClues(evidence));
  const own = weighed.find((candidate) => candidate.task === task);
  const guess: Guess = {
    task,
    confidence: own?.confidence ?? 0,
    reasons: (own?.reasons ?? []).map(sentence),
    assumptions: [],
    alternatives: weighed.flatMap(({ task: other, confidence }) => (other !== task && isServed(other) ? [{ task: other, confidence }] : [])),
    chosen: true,
  };
  if (task === 'tensor') return { ...plainSignature(evidence.graphs), ...(evidence.bundle ? { bundle: evidence.bundle } : {}), guess };
  const preset = PRESETS[task](evidence);
  return isUnfit(preset) ? preset : signatureOf(preset, { task, evidence, guess });
}

/** A task's fields as the signature of its files. */
export function signatureOf(preset: Preset, of: { task: Task; evidence: Evidence; guess: Guess }): Signature {
  const { assumptions, ...fields } = preset;
  const told = [...of.evidence.companions.assumptions, ...assumptions.map(sentence)];
  const { graphs, bundle } = of.evidence;
  return { task: of.task, ...fields, graphs: [...graphs], ...(bundle ? { bundle } : {}), guess: { ...of.guess, assumptions: [...new Set(told)] } };
}
