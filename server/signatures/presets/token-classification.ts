import { mainOf } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { fixedDim, outputNamed, rankOf } from '../detect/tensor-look.ts';
import type { ChoiceField } from '../field.ts';
import { bind, jsonOutput, textField } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { tokenPlan } from './tokenise-step.ts';

const AGGREGATION: ChoiceField = {
  name: 'aggregation_strategy',
  title: 'Grouping',
  description: 'How tokens become entities: simple joins neighbours of one label, first, average and max vote for each word, none leaves tokens.',
  required: false,
  tensors: [],
  steps: [],
  encoding: 'choice',
  choices: ['simple', 'first', 'average', 'max', 'none'],
  default: 'simple',
};

/** A text → the names and other things in it. */
export const tokenClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const tokens = tokenPlan(evidence);
  if (isUnfit(tokens)) return tokens;
  const output = outputNamed(graph, 'logits') ?? graph.outputs.find((spec) => rankOf(spec) === 3);
  if (!output || rankOf(output) !== 3) return unfit('None of the outputs has scores for each token.');
  const classes = fixedDim(output, 2);
  const found = labelsOf(evidence, { count: classes });
  if (classes === null && found.labels.length === 0) return unfit('Nothing says which labels its tokens have: config.json with `id2label` is missing.');
  const labels = found.labels.length > 0 ? found.labels : Array.from({ length: classes ?? 0 }, (_, index) => `LABEL_${index}`);
  return {
    inputs: [textField({ name: 'text', title: 'Text', description: 'A sentence or a paragraph.' }, bind(graph, ...tokens.specs), [tokens.step]), AGGREGATION],
    outputs: [
      jsonOutput({ name: 'entities', title: 'Entities', description: 'What was found in the text, and where.', view: 'spans' }, bind(graph, output), [
        { kind: 'label-tokens', labels, aggregation: { field: AGGREGATION.name } },
      ]),
    ],
    assumptions: [...tokens.assumptions, ...(found.assumption === null ? [] : [found.assumption])],
  };
};
