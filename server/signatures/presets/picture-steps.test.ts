import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../detect/json-look.ts';
import { pictureInput } from '../detect/picture-input.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { syntheticGraph } from '../testing/synthetic-graph.ts';
import { huggingFacePicture } from './hugging-face-picture.ts';
import type { StepInput } from './preset.ts';
import { timmPicture } from './timm-picture.ts';

const pictureOf = (...sides: (number | null)[]) => pictureInput(syntheticGraph({ inputs: { pixel_values: [1, 3, ...sides] }, outputs: {} })) as PictureInput;
const OPEN = pictureOf(null, null);

/** "resize shortest edge=224 bicubic". */
function spell(step: StepInput): string {
  const { kind, ...rest } = step;
  const round = (value: unknown): string =>
    typeof value === 'number' ? String(Math.round(value * 1e4) / 1e4) : Array.isArray(value) ? value.map(round).join(',') : String(value);
  return [kind, ...Object.entries(rest).map(([key, value]) => (/^(mode|filter)$/.test(key) ? String(value) : `${key}=${round(value)}`))].join(' ');
}

const UNIT = 'rescale factor=0.0039 offset=0';
const IMAGENET = 'normalise mean=0.485,0.456,0.406 std=0.229,0.224,0.225';
const HALF = 'normalise mean=0.5,0.5,0.5 std=0.5,0.5,0.5';
const half = { do_normalize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };

describe('preprocessor_config.json', () => {
  const configs: [string, JsonObject, string[], PictureInput?][] = [
    [
      'of ViT, old',
      { feature_extractor_type: 'ViTFeatureExtractor', size: 224, resample: 2, ...half },
      ['resize stretch width=224 height=224 bilinear', UNIT, HALF],
    ],
    [
      'of ViT',
      { image_processor_type: 'ViTImageProcessor', size: { height: 224, width: 224 }, rescale_factor: 0.00392156862745098, ...half },
      ['resize stretch width=224 height=224 bilinear', UNIT, HALF],
    ],
    [
      'of ViT without statistics',
      { image_processor_type: 'ViTImageProcessorFast', size: { height: 224, width: 224 } },
      ['resize stretch width=224 height=224 bilinear', UNIT, HALF],
    ],
    [
      'of CLIP, old',
      { feature_extractor_type: 'CLIPFeatureExtractor', size: 224, crop_size: 224, do_center_crop: true, resample: 3 },
      ['resize shortest edge=224 bicubic', 'center-crop width=224 height=224', UNIT, 'normalise mean=0.4815,0.4578,0.4082 std=0.2686,0.2613,0.2758'],
    ],
    [
      'of CLIP',
      {
        image_processor_type: 'CLIPImageProcessor',
        size: { shortest_edge: 224 },
        crop_size: { height: 224, width: 224 },
        do_center_crop: true,
        do_normalize: false,
      },
      ['resize shortest edge=224 bicubic', 'center-crop width=224 height=224', UNIT],
    ],
    [
      'of ConvNeXT',
      { image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 224 }, crop_pct: 0.875, resample: 3 },
      ['resize shortest edge=256 bicubic', 'center-crop width=224 height=224', UNIT, IMAGENET],
    ],
    [
      'of a large ConvNeXT',
      { image_processor_type: 'ConvNextImageProcessor', size: { shortest_edge: 384 }, resample: 3 },
      ['resize stretch width=384 height=384 bicubic', UNIT, IMAGENET],
    ],
    [
      'of DETR',
      { image_processor_type: 'DetrImageProcessor', size: { shortest_edge: 800, longest_edge: 1333 }, do_pad: true },
      ['resize shortest edge=800 limit=1333 bilinear', UNIT, IMAGENET],
    ],
    [
      'of DETR, old',
      { feature_extractor_type: 'DetrFeatureExtractor', size: 800, max_size: 1333 },
      ['resize shortest edge=800 limit=1333 bilinear', UNIT, IMAGENET],
    ],
    ['of RT-DETR', { image_processor_type: 'RTDetrImageProcessor', size: { height: 640, width: 640 } }, ['resize stretch width=640 height=640 bilinear', UNIT]],
    [
      'of Depth Anything',
      { image_processor_type: 'DPTImageProcessor', size: { height: 518, width: 518 }, keep_aspect_ratio: true, ensure_multiple_of: 14, resample: 3 },
      ['resize multiple width=518 height=518 multiple=14 bicubic', UNIT, IMAGENET],
    ],
    [
      'of MobileViT',
      {
        image_processor_type: 'MobileViTImageProcessor',
        size: { shortest_edge: 288 },
        do_center_crop: true,
        crop_size: { height: 256, width: 256 },
        do_flip_channel_order: true,
      },
      ['channels order=bgr', 'resize shortest edge=288 bilinear', 'center-crop width=256 height=256', UNIT],
    ],
    [
      'of Swin2SR',
      { image_processor_type: 'Swin2SRImageProcessor', do_rescale: true, do_pad: true, pad_size: 8 },
      [UNIT, 'pad multiple=8 more=true border=mirror'],
    ],
    [
      'of Mask2Former',
      { image_processor_type: 'Mask2FormerImageProcessor', size: { height: 384, width: 384 }, do_pad: true, size_divisor: 32 },
      ['resize stretch width=384 height=384 bilinear', UNIT, IMAGENET, 'pad multiple=32'],
    ],
    [
      'of GLPN',
      { image_processor_type: 'GLPNImageProcessor', size_divisor: 32, do_normalize: false },
      ['resize bounded multiple=32 rounding=down bilinear', UNIT],
    ],
    [
      'of EfficientNet',
      {
        image_processor_type: 'EfficientNetImageProcessor',
        size: { height: 224, width: 224 },
        rescale_factor: 1 / 127.5,
        rescale_offset: true,
        include_top: true,
        image_mean: [0.5],
        image_std: 0.5,
      },
      ['resize stretch width=224 height=224 bilinear', 'rescale factor=0.0078 offset=-1', 'normalise mean=0.5 std=0.5', 'normalise mean=0 std=0.5'],
    ],
    ['that neither resizes nor scales', { do_resize: false, do_rescale: false, do_normalize: false }, ['rescale factor=1 offset=0']],
    ['that names bounds', { size: { max_height: 600, max_width: 800 }, do_normalize: false }, ['resize fit width=800 height=600 bilinear', UNIT]],
    [
      'whose size the graph has not',
      { size: { height: 224, width: 224 }, do_normalize: false },
      ['resize stretch width=256 height=256 bilinear', UNIT],
      pictureOf(256, 256),
    ],
    [
      'whose crop the graph has not',
      { size: { shortest_edge: 256 }, crop_size: 224, do_center_crop: true, do_normalize: false },
      ['resize shortest edge=512 bilinear', 'center-crop width=448 height=448', UNIT],
      pictureOf(448, 448),
    ],
    [
      'that keeps the aspect for a graph of one size',
      { size: { shortest_edge: 800, longest_edge: 1333 }, do_normalize: false },
      ['resize stretch width=640 height=480 bilinear', UNIT],
      pictureOf(480, 640),
    ],
  ];
  it.each(configs)('%s', (_, config, expected, picture = OPEN) => {
    const plan = huggingFacePicture(config, picture);
    expect(plan.steps.map(spell)).toEqual(expected);
    expect(plan.assumptions).toHaveLength(picture === OPEN ? 0 : 1);
  });
});

describe("timm's pretrained_cfg", () => {
  const base = { input_size: [3, 224, 224], interpolation: 'bicubic', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  const configs: [string, JsonObject, string[]][] = [
    [
      'crops the middle',
      { ...base, crop_pct: 0.95, crop_mode: 'center' },
      ['resize shortest edge=235 bicubic', 'center-crop width=224 height=224', 'rescale', IMAGENET],
    ],
    [
      'crops by seven eighths when it does not say',
      { ...base, crop_pct: undefined },
      ['resize shortest edge=256 bicubic', 'center-crop width=224 height=224', 'rescale', IMAGENET],
    ],
    [
      'squashes',
      { ...base, crop_pct: 1, crop_mode: 'squash' },
      ['resize stretch width=224 height=224 bicubic', 'center-crop width=224 height=224', 'rescale', IMAGENET],
    ],
    [
      'frames with its mean',
      { ...base, crop_pct: 1, crop_mode: 'border' },
      ['letterbox width=224 height=224 color=124,116,104 implementation=pillow', 'center-crop width=224 height=224', 'rescale', IMAGENET],
    ],
  ];
  it.each(configs)('%s', (_, config, expected) => {
    expect(timmPicture(config, OPEN).steps.map(spell)).toEqual(expected);
  });
});
