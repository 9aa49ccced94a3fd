import { stepSchema, type StepKind, type StepOf } from '../../../server/signatures/step.ts';
import { STEPS } from '../registry.ts';
import type { StepFactory, StepRun, StepTools, Value } from '../step.ts';
import { freshRun, NO_TOOLS } from './fresh-run.ts';

type Given<K extends StepKind> = { kind: K } & Partial<StepOf<K>>;

/** One Step on one value, prepared as a loaded version prepares it. */
export async function applyStep<K extends StepKind>(step: Given<K>, value: Value, at: { run?: StepRun; tools?: StepTools } = {}): Promise<Value> {
  const factory = STEPS[step.kind] as StepFactory<K>;
  const apply = await factory(stepSchema.parse(step) as StepOf<K>, at.tools ?? NO_TOOLS);
  return apply(value, at.run ?? freshRun());
}

/** The same, for Steps that end in JSON. */
export async function jsonOf<K extends StepKind, T>(step: Given<K>, value: Value, at: { run?: StepRun; tools?: StepTools } = {}): Promise<T> {
  const result = await applyStep(step, value, at);
  if (result.kind !== 'json') throw new Error(`it is ${result.kind}`);
  return result.data as T;
}
