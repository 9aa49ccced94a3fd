import { mainOf } from '../detect/evidence.ts';
import { bind, jsonOutput, textField } from './fields.ts';
import { isUnfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { embeddingPlan } from './text-embedding.ts';
import { tokenPlan } from './tokenise-step.ts';

/** Texts → vectors that are near those of texts that mean the same. */
export const featureExtraction: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const plan = embeddingPlan(evidence);
  if (isUnfit(plan)) return plan;
  const tokens = tokenPlan(evidence, plan.prefix);
  if (isUnfit(tokens)) return tokens;
  return {
    inputs: [textField({ name: 'text', title: 'Text', description: 'A text, or a list of texts.' }, bind(graph, ...tokens.specs), [tokens.step])],
    outputs: [
      jsonOutput(
        {
          name: 'embedding',
          title: 'Embedding',
          description: 'A vector for each text: those of texts that mean the same are near each other.',
          view: 'embedding',
        },
        bind(graph, plan.output),
        [...plan.steps, { kind: 'to-vectors' }],
      ),
    ],
    assumptions: [...tokens.assumptions, ...plan.assumptions],
  };
};
