import { mainOf } from '../detect/evidence.ts';
import { pictureInput } from '../detect/picture-input.ts';
import { isFloat, outputNamed, rankOf } from '../detect/tensor-look.ts';
import { bind, jsonOutput, pictureField } from './fields.ts';
import { pictureSteps } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf, StepInput } from './preset.ts';

/** A picture → a vector that is near those of pictures like it. */
export const imageFeatureExtraction: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const picture = pictureInput(graph);
  if (!picture) return unfit('None of the inputs is a picture.');
  const left = unfed(graph, [picture.spec.name]);
  if (left) return left;
  const named = ['image_embeds', 'pooler_output'].map((name) => outputNamed(graph, name)).find((spec) => rankOf(spec) === 2);
  const vector = named ?? graph.outputs.find((spec) => isFloat(spec) && rankOf(spec) === 2);
  const tokens = outputNamed(graph, 'last_hidden_state') ?? graph.outputs.find((spec) => isFloat(spec) && rankOf(spec) === 3);
  const output = vector ?? tokens;
  if (!output || (!vector && rankOf(output) !== 3)) return unfit('None of the outputs is a vector.');
  const plan = pictureSteps(evidence, picture, { side: 224, shape: 'stretch', values: 'imagenet' });
  const pooled: StepInput[] = vector ? [] : [{ kind: 'pool', mode: 'cls' }];
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps)],
    outputs: [
      jsonOutput(
        { name: 'embedding', title: 'Embedding', description: 'A vector: those of similar pictures are near each other.', view: 'embedding' },
        bind(graph, output),
        [...pooled, { kind: 'to-vectors' }],
      ),
    ],
    assumptions: [...plan.assumptions, ...(vector ? [] : [`The vector is the first of \`${output.name}\``])],
  };
};
