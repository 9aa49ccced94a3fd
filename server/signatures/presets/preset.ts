import type { z } from 'zod';
import type { Evidence } from '../detect/evidence.ts';
import { sentence } from '../detect/sentence.ts';
import type { Generation } from '../bundle/schema.ts';
import type { Field } from '../field.ts';
import type { Constant, Graph, StateLoop } from '../schema.ts';
import { stepSchema } from '../step.ts';
import type { Step } from '../step.ts';

/** A task's fields for certain files. */
export interface Preset {
  inputs: Field[];
  outputs: Field[];
  constants?: Constant[];
  loop?: StateLoop;
  /** It is run by the generation loop instead of Steps. */
  generation?: Generation;
  /** What was taken for granted, one sentence each, without a full stop. */
  assumptions: string[];
}

/** Why a task cannot be bound to these files, a sentence. */
export interface Unfit {
  because: string;
}

export type PresetOf = (evidence: Evidence) => Preset | Unfit;

export type StepInput = z.input<typeof stepSchema>;

/** Steps in full: what is left out gets the default of today, and keeps it. */
export function steps(...inputs: StepInput[]): Step[] {
  return inputs.map((input) => stepSchema.parse(input));
}

export function unfit(because: string): Unfit {
  return { because: sentence(because) };
}

export function isUnfit<T extends object>(answer: T | Unfit): answer is Unfit {
  return 'because' in answer;
}

/** Names of inputs that nothing feeds, as a reason; null when there are none. */
export function unfed(graph: Graph, fed: readonly string[]): Unfit | null {
  const left = graph.inputs.filter(({ name }) => !fed.includes(name)).map(({ name }) => `\`${name}\``);
  return left.length === 0 ? null : unfit(`The model also takes ${left.join(', ')}, which this task has nothing for.`);
}
