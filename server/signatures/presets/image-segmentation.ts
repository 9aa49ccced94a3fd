import { boxLayout } from '../detect/box-layout.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { labelsOf } from '../detect/labels-of.ts';
import { mapOutputs } from '../detect/map-output.ts';
import type { MapOutput } from '../detect/map-output.ts';
import { pictureInput } from '../detect/picture-input.ts';
import { fixedDim, hasOperator, outputNamed, rankOf } from '../detect/tensor-look.ts';
import { pixelMask } from './box-picture.ts';
import { bind, jsonOutput, pictureField, thresholdField } from './fields.ts';
import { boxBase } from './object-detection.ts';
import { pictureSteps } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf, StepInput } from './preset.ts';

const OUTPUT = { name: 'masks', title: 'Masks', description: 'Each thing that was found, with the pixels it covers.', view: 'masks' } as const;

/** A picture → masks with labels. */
export const imageSegmentation: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const layout = boxLayout(evidence);
  if (layout?.prototypes) {
    const base = boxBase(evidence, layout);
    if ('because' in base) return base;
    const tensors = graph.outputs.filter(({ name }) => name === layout.prototypes || Object.values(layout.tensors).includes(name));
    return {
      ...base.rest,
      inputs: base.inputs,
      outputs: [jsonOutput(OUTPUT, bind(graph, ...tensors), [...base.steps, { kind: 'prototype-masks', prototypes: layout.prototypes }])],
    };
  }
  const picture = pictureInput(graph);
  if (!picture) return unfit('None of the inputs is a picture.');
  const plan = pictureSteps(evidence, picture, { side: 512, shape: 'stretch', values: 'imagenet' });
  const constants = pixelMask(graph);
  const left = unfed(graph, [picture.spec.name, ...constants.map(({ name }) => name)]);
  if (left) return left;
  const found = queries(evidence) ?? maps(evidence, mapOutputs(graph, picture));
  if (!found) return unfit('None of the outputs has a score for each class at each pixel.');
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps), ...(found.threshold === null ? [] : [thresholdField(found.threshold, 'Masks')])],
    outputs: [jsonOutput(OUTPUT, bind(graph, ...found.tensors), found.steps)],
    ...(constants.length > 0 ? { constants } : {}),
    assumptions: [...plan.assumptions, ...found.assumptions],
  };
};

interface Found {
  tensors: ReturnType<typeof mainOf>['outputs'];
  steps: StepInput[];
  threshold: number | null;
  assumptions: string[];
}

/** MaskFormer and DETR: a class and a mask for each query. */
function queries(evidence: Evidence): Found | null {
  const graph = mainOf(evidence);
  const logits = outputNamed(graph, 'logits') ?? outputNamed(graph, 'class_queries_logits');
  const masks = outputNamed(graph, 'pred_masks') ?? outputNamed(graph, 'masks_queries_logits');
  if (!logits || !masks || rankOf(logits) !== 3 || rankOf(masks) !== 4) return null;
  const { labels, assumption } = labelsOf(evidence, { count: fixedDim(logits, 2), background: 'last' });
  return {
    tensors: [logits, masks],
    steps: [{ kind: 'query-masks', labels, threshold: { field: 'threshold' } }],
    threshold: 0.5,
    assumptions: assumption === null ? [] : [assumption],
  };
}

function maps(evidence: Evidence, outputs: MapOutput[]): Found | null {
  const map = outputs.find(({ channels, isFloat }) => isFloat && channels !== null && channels !== 3);
  if (!map || map.channels === null) return null;
  const tensors = [map.spec];
  const { labels, assumption } = labelsOf(evidence, { count: map.channels, background: 'first' });
  // Two maps without names are what is and what is not.
  if (map.channels > 2 || (map.channels === 2 && labels.length === 2)) {
    return {
      tensors,
      steps: [{ kind: 'semantic-masks', labels, ignore: ['background'] }],
      threshold: null,
      assumptions: assumption === null ? [] : [assumption],
    };
  }
  const function_ = map.channels === 2 ? 'softmax' : 'sigmoid';
  const isDone = hasOperator(mainOf(evidence), map.channels === 2 ? /^Softmax$/ : /^(Sigmoid|HardSigmoid)$/);
  return {
    tensors,
    steps: [...(isDone ? [] : [{ kind: 'activation', function: function_, axis: 1 } as const]), { kind: 'threshold-mask', threshold: { field: 'threshold' } }],
    threshold: 0.5,
    assumptions: [isDone ? `\`${map.spec.name}\` is taken for probabilities already` : `\`${map.spec.name}\` is turned into probabilities by ${function_}`],
  };
}
