import { asNumber, asNumbers, asText } from '../detect/json-look.ts';
import type { JsonObject } from '../detect/json-look.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { RESAMPLE_FILTERS } from '../steps/image-steps.ts';
import { IMAGENET } from './picture-statistics.ts';
import type { StepInput } from './preset.ts';

/** timm's `pretrained_cfg` as Steps. Source: timm, data/transforms_factory.py, transforms_imagenet_eval. */
export function timmPicture(config: JsonObject, picture: PictureInput): { steps: StepInput[]; assumptions: string[] } {
  const [, configured] = asNumbers(config.input_size) ?? [];
  const width = picture.width ?? configured ?? 224;
  const height = picture.height ?? configured ?? 224;
  const assumptions =
    configured !== undefined && configured !== height
      ? [`The picture is made ${width} × ${height}, the one size this model takes; config.json says ${configured}`]
      : [];
  const mean = asNumbers(config.mean) ?? IMAGENET.mean;
  const std = asNumbers(config.std) ?? IMAGENET.std;
  const sized = sizing({ width, height, part: asNumber(config.crop_pct) ?? 0.875, mode: asText(config.crop_mode) ?? 'center', filter: filterOf(config), mean });
  return { steps: [...sized, { kind: 'rescale' }, { kind: 'normalise', mean, std }], assumptions };
}

function filterOf(config: JsonObject) {
  return RESAMPLE_FILTERS.find((filter) => filter === config.interpolation) ?? 'bicubic';
}

type Wanted = { width: number; height: number; part: number; mode: string; filter: (typeof RESAMPLE_FILTERS)[number]; mean: number[] };

function sizing({ width, height, part, mode, filter, mean }: Wanted): StepInput[] {
  const before = { width: Math.floor(width / part), height: Math.floor(height / part) };
  const cut: StepInput = { kind: 'center-crop', width, height };
  if (mode === 'squash') return [{ kind: 'resize', mode: 'stretch', ...before, filter }, cut];
  if (mode === 'border') {
    const [red = 0, green = red, blue = red] = mean.map((value) => Math.round(255 * value));
    return [{ kind: 'letterbox', ...before, color: [red, green, blue], implementation: 'pillow' }, cut];
  }
  return [{ kind: 'resize', mode: 'shortest', edge: Math.min(before.width, before.height), filter }, cut];
}
