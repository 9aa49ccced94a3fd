import { mainOf } from '../detect/evidence.ts';
import { bind, jsonOutput, textField } from './fields.ts';
import { isUnfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { embeddingPlan } from './text-embedding.ts';
import { tokenPlan } from './tokenise-step.ts';

const SOURCE = { name: 'source_sentence', title: 'Sentence', description: 'The text the others are compared with.' };
const OTHERS = { name: 'sentences', title: 'Sentences', description: 'A list of texts to compare with it.' };

/** A text and others → how alike they are, −1 to 1. The first is fed as the first row of the others. */
export const sentenceSimilarity: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const plan = embeddingPlan(evidence);
  if (isUnfit(plan)) return plan;
  const tokens = tokenPlan(evidence, plan.prefix);
  if (isUnfit(tokens)) return tokens;
  return {
    inputs: [
      { ...textField(SOURCE, [], []), multiline: false },
      textField(OTHERS, bind(graph, ...tokens.specs), [{ ...tokens.step, before: { field: SOURCE.name } }]),
    ],
    outputs: [
      jsonOutput(
        { name: 'similarities', title: 'Similarities', description: 'How alike each text is to the sentence, 1 for the same.', view: 'similarity' },
        bind(graph, plan.output),
        [...plan.steps, { kind: 'similarity' }],
      ),
    ],
    assumptions: [...tokens.assumptions, ...plan.assumptions],
  };
};
