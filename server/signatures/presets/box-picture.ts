import type { BoxLayout } from '../detect/box-layout.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { inputNamed } from '../detect/tensor-look.ts';
import type { Constant, Graph } from '../schema.ts';
import { huggingFacePicture } from './hugging-face-picture.ts';
import { IMAGENET } from './picture-statistics.ts';
import { inputSize, whole } from './picture-steps.ts';
import type { StepInput } from './preset.ts';

interface BoxPicture {
  steps: StepInput[];
  constants: Constant[];
  assumptions: string[];
}

interface Size {
  width: number;
  height: number;
}

// transformers and transformers.js send 64 × 64; the models stretch it to their own map.
const MASK_SIDE = 64;

/** How each family of detectors wants its picture. */
export function boxPicture(evidence: Evidence, picture: PictureInput, layout: BoxLayout): BoxPicture {
  const graph = mainOf(evidence);
  const { assumption, ...size } = inputSize(evidence, picture, layout.family === 'blazeface' ? 128 : 640);
  const { preprocessor } = evidence.companions;
  const prepared =
    preprocessor && /^(detr|rt-detr|rf-detr)$/.test(layout.family)
      ? huggingFacePicture(preprocessor, picture)
      : {
          steps: BY_FAMILY[layout.family](size),
          assumptions: [...(assumption !== null && layout.family !== 'tf-od' ? [assumption] : []), ...(TOLD[layout.family] ?? [])],
        };
  return { steps: whole(picture, prepared.steps), constants: [...sizes(graph, size), ...pixelMask(graph)], assumptions: prepared.assumptions };
}

const letterboxed = (size: Size): StepInput[] => [{ kind: 'letterbox', ...size }, { kind: 'rescale' }];
const stretched = (size: Size): StepInput[] => [{ kind: 'resize', mode: 'stretch', ...size, implementation: 'opencv' }, { kind: 'rescale' }];
const normalised = (size: Size): StepInput[] => [...stretched(size), { kind: 'normalise', ...IMAGENET }];

const BY_FAMILY: Record<BoxLayout['family'], (size: Size) => StepInput[]> = {
  detr: normalised,
  'rt-detr': stretched,
  'detections-xyxy': stretched,
  'rf-detr': normalised,
  yolov5: letterboxed,
  yolov8: letterboxed,
  'end-to-end': letterboxed,
  'yolov7-end-to-end': letterboxed,
  'yolo-nas': stretched,
  // OpenCV's own order and range.
  yunet: (size) => [
    { kind: 'channels', order: 'bgr' },
    { kind: 'resize', mode: 'stretch', ...size, implementation: 'opencv' },
    { kind: 'rescale', factor: 1 },
  ],
  yolox: (size) => [
    { kind: 'channels', order: 'bgr' },
    { kind: 'letterbox', ...size, center: false },
    { kind: 'rescale', factor: 1 },
  ],
  // The model makes the picture as large as it wants.
  'tf-od': () => [],
  'zoo-ssd': normalised,
  ultraface: (size) => [
    { kind: 'resize', mode: 'stretch', ...size, implementation: 'opencv' },
    { kind: 'rescale', factor: 1 / 128, offset: -127 / 128 },
  ],
  blazeface: (size) => [
    { kind: 'letterbox', ...size, color: [0, 0, 0] },
    { kind: 'rescale', factor: 1 / 127.5, offset: -1 },
  ],
};

const TOLD: Partial<Record<BoxLayout['family'], string[]>> = {
  detr: ['Colours are normalised with the mean and standard deviation of ImageNet'],
  'detections-xyxy': ['The whole picture is used, stretched, with colours as 0 to 1'],
  'zoo-ssd': ['Colours are normalised with the mean and standard deviation of ImageNet'],
  yolox: ['Colours are fed as blue, green, red from 0 to 255, as YOLOX does since 0.1.1'],
};

/** Exports of RT-DETR and its kin scale boxes to a size they are told: told the input's own, they stay on the input. */
function sizes(graph: Graph, { width, height }: Size): Constant[] {
  const input = inputNamed(graph, 'orig_target_sizes');
  return input ? [{ graph: graph.name, name: input.name, datatype: input.datatype, shape: [1, 2], data: [width, height] }] : [];
}

/** DETR's mask of what is picture and not padding: all of it. */
export function pixelMask(graph: Graph): Constant[] {
  const input = inputNamed(graph, 'pixel_mask');
  if (!input) return [];
  const [height, width] = [input.shape?.[1], input.shape?.[2]].map((side) => (typeof side === 'number' ? side : MASK_SIDE));
  const shape = [1, height ?? MASK_SIDE, width ?? MASK_SIDE];
  const data = new Array<number>((shape[1] ?? 0) * (shape[2] ?? 0)).fill(1);
  return [{ graph: graph.name, name: input.name, datatype: input.datatype, shape, data: input.datatype === 'BOOL' ? data.map(() => true) : data }];
}
