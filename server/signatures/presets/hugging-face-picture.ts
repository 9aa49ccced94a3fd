import { asNumber, asNumbers, asObject, asSize, asText } from '../detect/json-look.ts';
import type { JsonObject } from '../detect/json-look.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import type { RESAMPLE_FILTERS } from '../steps/image-steps.ts';
import { CLIP, IMAGENET, INCEPTION } from './picture-statistics.ts';
import type { StepInput } from './preset.ts';

type Filter = (typeof RESAMPLE_FILTERS)[number];

/** Pillow's codes. */
const FILTERS: readonly Filter[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];
const BICUBIC = /^(CLIP|ChineseCLIP|Siglip|DPT|ConvNext|Blip|DeiT|Bit|LevitImage|Levit|PoolFormer)/;
/** Classes for which one number means the shorter edge; for the others it is a square. */
const SHORTEST =
  /^(CLIP|ChineseCLIP|ConvNext|Levit|MobileNetV1|MobileNetV2|MobileViT|PoolFormer|Bit|EfficientFormer|Owl|Detr|ConditionalDetr|DeformableDetr|Yolos)/;
const UNNORMALISED = /^(RTDetr|MobileViT|Swin2SR|GLPN|DFine)/;

export interface PictureSize {
  width: number;
  height: number;
}

/** How a picture gets its size. `result` is null when it depends on the picture. */
interface Sizing {
  steps: StepInput[];
  result: PictureSize | null;
}

/**
 * preprocessor_config.json as Steps, in the order of transformers: size, crop, scale, normalise, channels.
 * Source: transformers, image_processing_backends.py and image_transforms.py.
 */
export function huggingFacePicture(config: JsonObject, picture: PictureInput): { steps: StepInput[]; assumptions: string[] } {
  const kind = (asText(config.image_processor_type) ?? asText(config.feature_extractor_type) ?? '').replace(
    /(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/,
    '',
  );
  const assumptions: string[] = [];
  const sized = fitGraph(sizingOf(config, kind), { config, kind, picture, assumptions });
  const isBgr = config.do_flip_channel_order === true;
  return {
    steps: [...(isBgr ? [{ kind: 'channels', order: 'bgr' } as const] : []), ...sized, ...numbers(config, kind, isBgr), ...padding(config, kind)],
    assumptions,
  };
}

function filterOf(config: JsonObject, kind: string): Filter {
  return FILTERS[asNumber(config.resample) ?? -1] ?? (BICUBIC.test(kind) ? 'bicubic' : 'bilinear');
}

function sizingOf(config: JsonObject, kind: string): Sizing {
  const filter = filterOf(config, kind);
  const crop = config.do_center_crop === true ? sizeOf(config.crop_size ?? config.size) : null;
  const cut: StepInput[] = crop ? [{ kind: 'center-crop', ...crop }] : [];
  if (config.do_resize === false) return { steps: cut, result: crop };
  const resized = /^GLPN/.test(kind) ? divided(config, filter) : /^ConvNext/.test(kind) ? convNext(config, filter) : resizing(config, kind, filter);
  return { steps: [...resized.steps, ...cut], result: crop ?? resized.result };
}

/** `size` in all its forms. */
function resizing(config: JsonObject, kind: string, filter: Filter): Sizing {
  const size = asObject(config.size);
  const shortest = asSize(size?.shortest_edge) ?? (SHORTEST.test(kind) ? asSize(config.size) : null);
  const longest = asSize(size?.longest_edge) ?? (shortest === null ? null : asSize(config.max_size));
  if (shortest !== null) {
    const edge = widened(config, kind, shortest);
    const more = { ...(longest ? { limit: longest } : {}), ...(/^Yolos/.test(kind) ? { multiple: 16 } : {}) };
    return { steps: [{ kind: 'resize', mode: 'shortest', edge, ...more, filter }], result: null };
  }
  if (longest !== null) return { steps: [{ kind: 'resize', mode: 'longest', edge: longest, filter }], result: null };
  const bounds = boundsOf(size);
  if (bounds) return { steps: [{ kind: 'resize', mode: 'fit', ...bounds, filter }], result: null };
  const exact = sizeOf(config.size);
  if (!exact) return { steps: [], result: null };
  const multiple = asSize(config.ensure_multiple_of);
  if (config.keep_aspect_ratio === true && multiple) return { steps: [{ kind: 'resize', mode: 'multiple', ...exact, multiple, filter }], result: null };
  return { steps: [{ kind: 'resize', mode: 'stretch', ...exact, filter }], result: exact };
}

/** These two are made somewhat larger than what is cut out of their middle. */
function widened(config: JsonObject, kind: string, edge: number): number {
  if (/^Levit/.test(kind)) return Math.trunc((256 / 224) * edge);
  const share = asNumber(config.crop_pct);
  return /^PoolFormer/.test(kind) && share ? Math.trunc(edge / share) : edge;
}

/** GLPN: both sides cut to multiples of `size_divisor`. */
function divided(config: JsonObject, filter: Filter): Sizing {
  return { steps: [{ kind: 'resize', mode: 'bounded', multiple: asSize(config.size_divisor) ?? 32, rounding: 'down', filter }], result: null };
}

/** ConvNeXT below 384: the shorter edge to size ÷ crop_pct, then the middle of it; else stretched. */
function convNext(config: JsonObject, filter: Filter): Sizing {
  const size = asSize(config.size) ?? asSize(asObject(config.size)?.shortest_edge) ?? asSize(asObject(config.size)?.height) ?? 384;
  const result = { width: size, height: size };
  if (size >= 384) return { steps: [{ kind: 'resize', mode: 'stretch', ...result, filter }], result };
  const edge = Math.trunc(size / (asNumber(config.crop_pct) ?? 224 / 256));
  return {
    steps: [
      { kind: 'resize', mode: 'shortest', edge, filter },
      { kind: 'center-crop', ...result },
    ],
    result,
  };
}

/** What a graph of one size takes decides: the configuration may be of another export. */
function fitGraph({ steps, result }: Sizing, from: { config: JsonObject; kind: string; picture: PictureInput; assumptions: string[] }): StepInput[] {
  const { picture, assumptions, config, kind } = from;
  const { width, height } = picture;
  if (width === null || height === null || (result?.width === width && result.height === height)) return steps;
  const filter = filterOf(config, kind);
  if (!result) {
    if (steps.length > 0)
      assumptions.push(`The picture is stretched to ${width} × ${height}, the one size this model takes; preprocessor_config.json keeps its aspect`);
    return [{ kind: 'resize', mode: 'stretch', width, height, filter }];
  }
  assumptions.push(`The picture is made ${width} × ${height}, the one size this model takes; preprocessor_config.json says ${result.width} × ${result.height}`);
  const [first] = steps;
  if (first?.kind !== 'resize' || first.mode !== 'shortest' || first.edge === undefined) return [{ kind: 'resize', mode: 'stretch', width, height, filter }];
  const edge = Math.round((first.edge * Math.min(width, height)) / Math.min(result.width, result.height));
  return [
    { ...first, edge },
    { kind: 'center-crop', width, height },
  ];
}

function numbers(config: JsonObject, kind: string, isBgr: boolean): StepInput[] {
  const factor = config.do_rescale === false ? 1 : (asNumber(config.rescale_factor) ?? 1 / 255);
  const steps: StepInput[] = [{ kind: 'rescale', factor, offset: config.rescale_offset === true ? -1 : 0 }];
  if (config.do_normalize === false || (config.do_normalize === undefined && UNNORMALISED.test(kind))) return steps;
  const usual = /CLIP|^Blip/.test(kind) ? CLIP : /^(ViT|BEiT|Beit|Siglip|ZoeDepth|DepthPro)/.test(kind) ? INCEPTION : IMAGENET;
  const own = { mean: listOf(config.image_mean) ?? usual.mean, std: listOf(config.image_std) ?? usual.std };
  // The channels are turned round first here, last in transformers.
  const { mean, std } = isBgr ? { mean: own.mean.toReversed(), std: own.std.toReversed() } : own;
  steps.push({ kind: 'normalise', mean, std });
  if (config.include_top === true) steps.push({ kind: 'normalise', mean: [0], std });
  return steps;
}

/** Padding comes after normalising: its zeros are the mean colour. */
function padding(config: JsonObject, kind: string): StepInput[] {
  if (config.do_pad !== true) return [];
  const multiple = asSize(config.size_divisor) ?? asSize(config.size_divisibility) ?? asSize(config.pad_size);
  if (/^Swin2SR/.test(kind) && multiple !== null) return [{ kind: 'pad', multiple, more: true, border: 'mirror' }];
  if (/^Mask2?Former/.test(kind) && multiple !== null) return [{ kind: 'pad', multiple }];
  const exact = sizeOf(config.pad_size);
  return exact ? [{ kind: 'pad', ...exact }] : [];
}

function listOf(value: unknown): number[] | null {
  const single = asNumber(value);
  return single === null ? asNumbers(value) : [single];
}

/** A square from one number, or width and height. */
export function sizeOf(value: unknown): PictureSize | null {
  const square = asSize(value) ?? asSize(asObject(value)?.shortest_edge);
  if (square !== null) return { width: square, height: square };
  const size = asObject(value);
  const [width, height] = [asSize(size?.width), asSize(size?.height)];
  return width !== null && height !== null ? { width, height } : null;
}

function boundsOf(size: JsonObject | null): PictureSize | null {
  const [width, height] = [asSize(size?.max_width), asSize(size?.max_height)];
  return width !== null && height !== null ? { width, height } : null;
}
