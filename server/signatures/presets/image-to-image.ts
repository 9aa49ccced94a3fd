import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asTexts } from '../detect/json-look.ts';
import { mapOutputs } from '../detect/map-output.ts';
import type { MapOutput } from '../detect/map-output.ts';
import { pictureInput } from '../detect/picture-input.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { hasOperator } from '../detect/tensor-look.ts';
import { bind, pictureField, pictureOutput } from './fields.ts';
import { IMAGENET } from './picture-statistics.ts';
import { pictureSteps, whole } from './picture-steps.ts';
import type { PicturePlan } from './picture-steps.ts';
import { unfed, unfit } from './preset.ts';
import type { Preset, PresetOf, StepInput } from './preset.ts';

const IMAGE = { name: 'image', title: 'Image' } as const;

/** A picture → a picture: cut out of its background, enlarged, or painted anew. */
export const imageToImage: PresetOf = (evidence) => {
  const graph = mainOf(evidence);
  const picture = pictureInput(graph);
  if (!picture) return unfit('None of the inputs is a picture.');
  const left = unfed(graph, [picture.spec.name]);
  if (left) return left;
  const map = mapOutputs(graph, picture).find(({ channels, isFloat }) => isFloat && (channels === 1 || channels === 3));
  if (!map) return unfit('None of the outputs is a picture or a mask of one.');
  if (map.channels === 1 && picture.channels !== 1) return cutOut(evidence, picture, map);
  return painted(evidence, picture, map);
};

/** Removes what is behind: the mask as alpha, and the mask itself. */
function cutOut(evidence: Evidence, picture: PictureInput, map: MapOutput): Preset {
  const graph = mainOf(evidence);
  const family = coverOf(evidence);
  const plan = family.plan(evidence, picture);
  const tensors = bind(graph, map.spec);
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps)],
    outputs: [
      pictureOutput({ ...IMAGE, description: 'The picture without its background.' }, tensors, [...family.after, { kind: 'cut-out' }]),
      pictureOutput({ name: 'mask', title: 'Mask', description: 'White is kept, black is background.' }, tensors, [...family.after, { kind: 'mask-image' }]),
    ],
    assumptions: [...plan.assumptions, ...family.told],
  };
}

interface Cover {
  plan(evidence: Evidence, picture: PictureInput): PicturePlan;
  after: StepInput[];
  told: string[];
}

/** rembg's U2Net and ISNet divide by the picture's own maximum; BiRefNet is trained as other networks. */
function coverOf(evidence: Evidence): Cover {
  const graph = mainOf(evidence);
  const names = `${graph.file} ${asTexts(evidence.companions.config?.architectures)?.[0] ?? ''}`;
  if (/birefnet/i.test(names)) {
    const after: StepInput[] =
      hasOperator(graph, /^Sigmoid$/) && !/logit/i.test(graph.outputs[0]?.name ?? '') ? [] : [{ kind: 'activation', function: 'sigmoid' }];
    return { plan: (from, picture) => pictureSteps(from, picture, { side: 1024, shape: 'stretch', values: 'imagenet' }), after, told: [] };
  }
  const after: StepInput[] = [{ kind: 'min-max' }];
  if (/isnet|rmbg|dis[-_.]/i.test(names)) return { plan: (from, picture) => isnet(from, picture), after, told: ['The mask is spread from 0 to 1'] };
  return { plan: (from, picture) => u2net(from, picture), after, told: ['The mask is spread from 0 to 1'] };
}

/** Source: rembg, sessions/base.py and sessions/u2net.py. */
function u2net(evidence: Evidence, picture: PictureInput): PicturePlan {
  if (evidence.companions.preprocessor) return pictureSteps(evidence, picture, { side: 320, shape: 'stretch', values: 'imagenet' });
  const [width, height] = [picture.width ?? 320, picture.height ?? 320];
  const between: StepInput[] = [
    { kind: 'resize', mode: 'stretch', width, height, filter: 'lanczos' },
    { kind: 'rescale-by-max' },
    { kind: 'normalise', ...IMAGENET },
  ];
  return {
    steps: whole(picture, between),
    assumptions: ['The picture is prepared as rembg does for U2Net: divided by its largest value, then mean and standard deviation of ImageNet'],
  };
}

/** Source: rembg, sessions/dis_general_use.py. */
function isnet(evidence: Evidence, picture: PictureInput): PicturePlan {
  if (evidence.companions.preprocessor) return pictureSteps(evidence, picture, { side: 1024, shape: 'stretch', values: '0..1' });
  const [width, height] = [picture.width ?? 1024, picture.height ?? 1024];
  const between: StepInput[] = [
    { kind: 'resize', mode: 'stretch', width, height, filter: 'lanczos' },
    { kind: 'rescale-by-max' },
    { kind: 'normalise', mean: IMAGENET.mean, std: [1] },
  ];
  return {
    steps: whole(picture, between),
    assumptions: ['The picture is prepared as rembg does for ISNet: divided by its largest value, then the mean of ImageNet'],
  };
}

/** Enlarged or painted anew, at the size the model gives. */
function painted(evidence: Evidence, picture: PictureInput, map: MapOutput): Preset {
  const graph = mainOf(evidence);
  const range = rangeOf(graph.file);
  const plan = preparedFor(evidence, picture, range);
  const order = map.channels === 1 ? 'gray' : 'rgb';
  const description = (map.scale ?? 1) > 1 ? `The picture, ${map.scale} times as large.` : 'The picture the model made of it.';
  return {
    inputs: [pictureField(bind(graph, picture.spec), plan.steps)],
    outputs: [pictureOutput({ ...IMAGE, description }, bind(graph, map.spec), [{ kind: 'to-image', range, order }])],
    assumptions: [...plan.assumptions, `Colours come out as ${range.replace('..', ' to ')}`],
  };
}

type Range = '0..1' | '-1..1' | '0..255';

/** Style networks of the ONNX zoo take and give bytes as floats, AnimeGAN −1 to 1. */
function rangeOf(file: string): Range {
  if (/mosaic|candy|rain_?princess|udnie|pointilism|style/i.test(file)) return '0..255';
  return /anime_?gan/i.test(file) ? '-1..1' : '0..1';
}

/** A model of any size gets the picture as it is: enlarging starts from what was sent. */
function preparedFor(evidence: Evidence, picture: PictureInput, range: Range): PicturePlan {
  if (picture.width !== null || picture.height !== null || evidence.companions.preprocessor)
    return pictureSteps(evidence, picture, { side: 224, shape: 'stretch', values: range });
  const multiple = range === '-1..1' ? [{ kind: 'resize', mode: 'bounded', multiple: 32 } as const] : [];
  const rescale: StepInput =
    range === '-1..1' ? { kind: 'rescale', factor: 1 / 127.5, offset: -1 } : { kind: 'rescale', factor: range === '0..255' ? 1 : 1 / 255 };
  return { steps: whole(picture, [...multiple, rescale]), assumptions: [`Colours are fed as ${range.replace('..', ' to ')}`] };
}
