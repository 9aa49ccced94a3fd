import type { Dim } from '../field.ts';
import type { Graph, TensorSpec } from '../schema.ts';
import type { PictureInput } from './picture-input.ts';
import { fixedDim, isFloat, rankOf } from './tensor-look.ts';

/** An output with a value (or several) for every pixel. */
export interface MapOutput {
  spec: TensorSpec;
  /** null: [1,h,w] without an axis for channels. */
  channels: number | null;
  /** Its side ÷ the input's; null where the file leaves that open. */
  scale: number | null;
  isFloat: boolean;
}

/** The outputs of a graph of one picture that are maps of it: [1,C,h,w] or [1,h,w]. */
export function mapOutputs(graph: Graph, picture: PictureInput): MapOutput[] {
  return graph.outputs.flatMap((spec) => {
    const rank = rankOf(spec);
    if (rank !== 4 && rank !== 3) return [];
    const height = spec.shape?.at(-2) ?? null;
    const width = spec.shape?.at(-1) ?? null;
    if ([height, width].some((side) => typeof side === 'number' && side < 8)) return [];
    const scale = scaleOf(picture, height, width);
    if (scale !== null && (scale < 0.1 || scale > 8)) return [];
    const channels = rank === 4 ? fixedDim(spec, 1) : null;
    if (rank === 4 && channels === null) return [];
    // [1,300,6]: rows, not a map.
    if (rank === 3 && scale === null && typeof width === 'number') return [];
    return [{ spec, channels, scale, isFloat: isFloat(spec) }];
  });
}

function scaleOf(picture: PictureInput, height: Dim, width: Dim): number | null {
  if (typeof height === 'number' && typeof width === 'number' && picture.height !== null && picture.width !== null) {
    const [y, x] = [height / picture.height, width / picture.width];
    return Math.abs(y - x) < 0.02 * x ? x : null;
  }
  const [inHeight, inWidth] =
    picture.layout === 'nhwc' ? [picture.spec.shape?.[1], picture.spec.shape?.[2]] : [picture.spec.shape?.at(-2), picture.spec.shape?.at(-1)];
  if (typeof height !== 'string' || typeof width !== 'string') return null;
  if (height === inHeight && width === inWidth) return 1;
  const factor = /^(?:(.+?) ?\* ?(\d)|(\d) ?\* ?(.+))$/.exec(height);
  return factor && (factor[1] ?? factor[4]) === inHeight ? Number(factor[2] ?? factor[3]) : null;
}
