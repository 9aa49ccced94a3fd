import { entailmentOf } from '../detect/entailment-labels.ts';
import { mainOf } from '../detect/evidence.ts';
import { outputNamed, rankOf } from '../detect/tensor-look.ts';
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
  const labels = entailmentOf(evidence.companions.config);
  if (!output || rankOf(output) !== 2 || !labels) return unfit('Its labels do not say which one is entailment: config.json with `id2label` is missing.');
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
        { kind: 'entailed-labels', ...labels, candidates: { field: LABELS.name }, multi: { field: MULTI.name } },
      ]),
    ],
    assumptions: tokens.assumptions,
  };
};
