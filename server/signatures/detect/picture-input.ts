import type { Graph, TensorSpec } from '../schema.ts';
import { fixedDim, plainName } from './tensor-look.ts';

/** An input that takes a picture, and how. Sizes are null where the file leaves them open. */
export interface PictureInput {
  spec: TensorSpec;
  layout: 'nchw' | 'nhwc' | 'chw' | 'hwc';
  channels: 1 | 3 | 4;
  width: number | null;
  height: number | null;
}

const LEAST_SIDE = 8;
/** Spectrograms have the shape of a picture. */
const SOUND = /mel|spec|fbank|mfcc|audio|wave/i;

type Channels = PictureInput['channels'];

/** The one input of a graph that takes a picture; null when there is none, or several. */
export function pictureInput(graph: Graph): PictureInput | null {
  const isLarge = (side: number | null) => side === null || side >= LEAST_SIDE;
  const pictures = graph.inputs.map(pictureOf).filter((picture) => picture !== null && isLarge(picture.width) && isLarge(picture.height));
  return pictures.length === 1 ? (pictures[0] ?? null) : null;
}

function pictureOf(spec: TensorSpec): PictureInput | null {
  const { shape } = spec;
  if (!shape || !/^(FP32|FP16|UINT8)$/.test(spec.datatype)) return null;
  if (SOUND.test(spec.name)) return null;
  if (shape.length === 4) return ofFour(spec);
  const isNamed = /image|pixel|img/i.test(spec.name);
  if (shape.length !== 3 || !(isNamed || spec.datatype === 'UINT8')) return null;
  const first = channelsOf(fixedDim(spec, 0));
  const last = channelsOf(fixedDim(spec, 2));
  if (first) return { spec, layout: 'chw', channels: first, height: fixedDim(spec, 1), width: fixedDim(spec, 2) };
  return last ? { spec, layout: 'hwc', channels: last, height: fixedDim(spec, 0), width: fixedDim(spec, 1) } : null;
}

function ofFour(spec: TensorSpec): PictureInput | null {
  if ((fixedDim(spec, 0) ?? 1) !== 1) return null;
  const second = channelsOf(fixedDim(spec, 1));
  const last = channelsOf(fixedDim(spec, 3));
  const nchw = (channels: Channels): PictureInput => ({ spec, layout: 'nchw', channels, height: fixedDim(spec, 2), width: fixedDim(spec, 3) });
  const nhwc = (channels: Channels): PictureInput => ({ spec, layout: 'nhwc', channels, height: fixedDim(spec, 1), width: fixedDim(spec, 2) });
  const isTensorFlow = /:\d+$|^serving_default_/.test(spec.name);
  if (second && last) return isTensorFlow ? nhwc(last) : nchw(second);
  if (second) return nchw(second);
  if (last) return nhwc(last);
  // Open channels: only under a name that means a picture.
  return fixedDim(spec, 1) === null && /^(pixel_values|images?)$/.test(plainName(spec.name)) ? nchw(3) : null;
}

function channelsOf(size: number | null): Channels | null {
  return size === 1 || size === 3 || size === 4 ? size : null;
}

/** "3 × 224 × 224" or "3 × any × any". */
export function spellPicture({ channels, height, width }: PictureInput): string {
  return `${channels} × ${height ?? 'any'} × ${width ?? 'any'}`;
}
