import { mainOf } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { isActivated, scoreOutput } from '../detect/score-output.ts';
import { fixedDim, rankOf } from '../detect/tensor-look.ts';
import { bind, jsonOutput, textField, topKField } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { scoreSteps } from './score-steps.ts';
import { tokenPlan } from './tokenise-step.ts';

/** A text → labels with scores. */
export const textClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const tokens = tokenPlan(evidence);
  if (isUnfit(tokens)) return tokens;
  const output = scoreOutput(graph);
  if (!output || rankOf(output) !== 2) return unfit('None of the outputs has one score for each class.');
  const classes = fixedDim(output, 1);
  const { labels, assumption } = labelsOf(evidence, { count: classes });
  const scores = scoreSteps(evidence, output, isActivated(graph, output));
  // A single number without a label is a measure, not a class.
  const isMeasure = classes === 1 && labels.length === 0;
  return {
    inputs: [
      textField({ name: 'text', title: 'Text', description: 'A sentence or a paragraph.' }, bind(graph, ...tokens.specs), [tokens.step]),
      ...(isMeasure ? [] : [topKField()]),
    ],
    outputs: [
      jsonOutput({ name: 'labels', title: 'Labels', description: 'What the text is, best first.', view: 'labels' }, bind(graph, output), [
        ...scores.steps,
        { kind: 'top-k', k: isMeasure ? 1 : { field: 'top_k' }, labels },
      ]),
    ],
    assumptions: [...tokens.assumptions, ...scores.assumptions, ...(assumption === null ? [] : [assumption])],
  };
};
