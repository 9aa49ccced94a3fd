import { entailmentOf } from '../detect/entailment-labels.ts';
import type { EntailmentLabels } from '../detect/entailment-labels.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { fixedDim, outputNamed, rankOf } from '../detect/tensor-look.ts';
import type { BooleanField, TextField } from '../field.ts';
import { bind, jsonOutput, textField } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { pairPlan } from './tokenise-step.ts';

const parameter = { tensors: [], steps: [] };
const LABELS: TextField = {
  ...parameter,
  name: 'candidate_labels',
  title: 'Labels',
  description: 'What the text may be about, in words of your own.',
  required: true,
  encoding: 'text',
  list: true,
  maxChars: 1000,
};
const TEMPLATE: TextField = {
  ...parameter,
  name: 'hypothesis_template',
  title: 'Sentence',
  description: 'What a label says of the text; the label stands in place of {}.',
  required: false,
  encoding: 'text',
  maxChars: 1000,
  default: 'This example is {}.',
};
const MULTI: BooleanField = {
  ...parameter,
  name: 'multi_label',
  title: 'Several at once',
  description: 'Whether more than one label may be right: then each is scored for itself.',
  required: false,
  encoding: 'boolean',
  default: false,
};

/** A text and labels nobody trained the model on → how well each fits. */
export const zeroShotClassification: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const tokens = pairPlan(evidence);
  if (isUnfit(tokens)) return tokens;
  const output = outputNamed(graph, 'logits');
  if (!output || rankOf(output) !== 2) return unfit('None of the outputs has one score for each class.');
  const named = entailmentOf(evidence.companions.config);
  const labels = named ? { ...named, assumption: null } : unnamed(evidence, fixedDim(output, 1));
  if (!labels) return unfit('None of its labels is entailment: it compares no text with another.');
  const { entailment, contradiction, assumption } = labels;
  return {
    inputs: [
      {
        ...textField({ name: 'text', title: 'Text', description: 'A sentence or a paragraph.' }, bind(graph, ...tokens.specs), [
          { kind: 'tokenise-hypotheses', ...tokens.tokenizer, candidates: { field: LABELS.name }, template: { field: TEMPLATE.name } },
        ]),
        multiline: false,
      },
      LABELS,
      TEMPLATE,
      MULTI,
    ],
    outputs: [
      jsonOutput({ name: 'labels', title: 'Labels', description: 'How well each label fits, best first.', view: 'labels' }, bind(graph, output), [
        { kind: 'entailed-labels', entailment, contradiction, candidates: { field: LABELS.name }, multi: { field: MULTI.name } },
      ]),
    ],
    assumptions: [...tokens.assumptions, ...(assumption === null ? [] : [assumption])],
  };
};

/** Classes without names: transformers takes the last for the entailment. */
function unnamed(evidence: Evidence, classes: number | null): (EntailmentLabels & { assumption: string }) | null {
  if (classes === null || classes < 2 || labelsOf(evidence, { count: classes }).labels.length > 0) return null;
  const assumption = `The last of ${classes} classes is taken for entailment and the first for contradiction, as transformers does: none has a name`;
  return { entailment: classes - 1, contradiction: 0, assumption };
}
