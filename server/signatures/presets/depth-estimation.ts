import { mainOf } from '../detect/evidence.ts';
import { mapOutputs } from '../detect/map-output.ts';
import { pictureInput } from '../detect/picture-input.ts';
import { outputNamed } from '../detect/tensor-look.ts';
import { bind, pictureField, pictureOutput, tensorOutput } from './fields.ts';
import { pictureSteps } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';

/** A picture → how far everything in it is. */
export const depthEstimation: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const { config } = evidence.companions;
  const picture = pictureInput(graph);
  if (!picture) return unfit('None of the inputs is a picture.');
  const left = unfed(graph, [picture.spec.name]);
  if (left) return left;
  const depth = outputNamed(graph, 'predicted_depth') ?? mapOutputs(graph, picture).find(({ channels, isFloat }) => isFloat && (channels ?? 1) === 1)?.spec;
  if (!depth) return unfit('None of the outputs has one number for each pixel.');
  const plan = pictureSteps(evidence, picture, { side: 384, shape: 'stretch', values: 'imagenet' });
  const isMetric = config?.depth_estimation_type === 'metric' || /^(zoedepth|depth_pro)/.test(String(config?.model_type ?? ''));
  const description = isMetric ? 'Near is dark, far is bright.' : 'Near is bright, far is dark; without a unit.';
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps)],
    outputs: [
      pictureOutput({ name: 'depth', title: 'Depth', description }, bind(graph, depth), [{ kind: 'depth-image', meaning: isMetric ? 'metres' : 'inverse' }]),
      tensorOutput(graph, depth, {
        name: 'predicted_depth',
        title: 'Predicted depth',
        description: isMetric ? 'Metres for each pixel, at the size the model gives.' : 'Inverse depth for each pixel, at the size the model gives.',
      }),
    ],
    assumptions: [
      ...plan.assumptions,
      ...(config?.depth_estimation_type || isMetric ? [] : ['Large numbers are taken for near, as in MiDaS and Depth Anything']),
    ],
  };
};
