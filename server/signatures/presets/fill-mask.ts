import { mainOf } from '../detect/evidence.ts';
import { asObject, asText } from '../detect/json-look.ts';
import { outputNamed, rankOf } from '../detect/tensor-look.ts';
import { bind, jsonOutput, textField, topKField } from './fields.ts';
import { isUnfit, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';
import { tokenPlan } from './tokenise-step.ts';

/** A text with a gap → words for it. */
export const fillMask: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const { specialTokens, tokenizerConfig } = evidence.companions;
  const tokens = tokenPlan(evidence);
  if (isUnfit(tokens)) return tokens;
  const output = outputNamed(graph, 'logits') ?? graph.outputs.find((spec) => rankOf(spec) === 3);
  if (!output || rankOf(output) !== 3) return unfit('None of the outputs has scores for each token.');
  const sign = [tokenizerConfig?.content.mask_token, specialTokens?.mask_token]
    .map((token) => asText(token) ?? asText(asObject(token)?.content))
    .find((token) => token !== null);
  const description = `A sentence with ${sign ? `\`${sign}\`` : "the model's mask token"} in place of a word.`;
  return {
    inputs: [
      textField({ name: 'text', title: 'Text', description }, bind(graph, ...tokens.specs), [tokens.step]),
      { ...topKField(), title: 'Words', description: 'How many words are answered for each gap, best first.' },
    ],
    outputs: [
      jsonOutput({ name: 'fills', title: 'Words', description: 'Words for the gap, best first.', view: 'fills' }, bind(graph, output), [
        { kind: 'fill-masks', k: { field: 'top_k' } },
      ]),
    ],
    assumptions: tokens.assumptions,
  };
};
