import type { Evidence } from '../detect/evidence.ts';
import { asIndexed, asText } from '../detect/json-look.ts';
import type { TensorSpec } from '../schema.ts';
import { fixedDim } from '../detect/tensor-look.ts';
import type { StepInput } from './preset.ts';

/**
 * From an output to scores of classes. transformers' rule: one label or several at once → sigmoid, else softmax; a
 * regression and what is probabilities already → as it is.
 */
export function scoreSteps({ companions }: Evidence, output: TensorSpec, activated: boolean): { steps: StepInput[]; assumptions: string[] } {
  if (activated) return { steps: [], assumptions: [`\`${output.name}\` is taken for probabilities already`] };
  const { config } = companions;
  const problem = asText(config?.problem_type);
  const own = asText(config?.function_to_apply);
  const classes = fixedDim(output, -1) ?? asIndexed(config?.id2label)?.length ?? null;
  const chosen = problem === 'regression' ? 'none' : problem === 'multi_label_classification' || classes === 1 ? 'sigmoid' : 'softmax';
  const named = own === 'sigmoid' || own === 'softmax' || own === 'none' ? own : chosen;
  return { steps: [{ kind: 'activation', function: problem === null ? named : chosen }], assumptions: [] };
}
