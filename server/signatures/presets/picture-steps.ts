import { isUltralytics } from '../detect/clues-of-metadata.ts';
import { mainOf } from '../detect/evidence.ts';
import type { Evidence } from '../detect/evidence.ts';
import { asNumbers, asObject } from '../detect/json-look.ts';
import type { PictureInput } from '../detect/picture-input.ts';
import { parsePythonLiteral } from '../detect/python-literal.ts';
import { metadataOf } from '../detect/tensor-look.ts';
import { huggingFacePicture } from './hugging-face-picture.ts';
import { IMAGENET } from './picture-statistics.ts';
import type { StepInput } from './preset.ts';
import { timmPicture } from './timm-picture.ts';

export interface PicturePlan {
  steps: StepInput[];
  assumptions: string[];
}

/** What to do when no file says how pictures are prepared. */
export interface Habit {
  /** Side of an open input. */
  side: number;
  /** The middle of the picture (classifiers of ImageNet), or all of it. */
  shape: 'stretch' | 'crop';
  values: 'imagenet' | '0..1' | '-1..1' | '0..255';
}

/** From the bytes of a picture to the input, as the companions say, else by habit. */
export function pictureSteps(evidence: Evidence, picture: PictureInput, habit: Habit): PicturePlan {
  const { preprocessor, config } = evidence.companions;
  const timm = asObject(config?.pretrained_cfg);
  const isHuggingFace = preprocessor !== null && picture.channels === 3;
  const plan = isHuggingFace
    ? huggingFacePicture(preprocessor, picture)
    : timm
      ? timmPicture(timm, picture)
      : isUltralytics(evidence)
        ? cropped(evidence, picture)
        : byHabit(picture, habit);
  return { steps: whole(picture, plan.steps), assumptions: plan.assumptions };
}

/** Steps between decoding and the tensor, with both. Bytes are fed as they are to an input that takes bytes. */
export function whole(picture: PictureInput, between: StepInput[]): StepInput[] {
  const { channels, layout, spec } = picture;
  const isBytes = spec.datatype === 'UINT8';
  const order: StepInput[] = channels === 1 ? [{ kind: 'channels', order: 'gray' }] : channels === 4 ? [{ kind: 'channels', order: 'rgba' }] : [];
  const kept = isBytes ? between.filter(({ kind }) => kind !== 'rescale' && kind !== 'normalise') : between;
  const datatype = isBytes ? 'UINT8' : spec.datatype === 'FP16' ? 'FP16' : 'FP32';
  return [{ kind: 'decode-image', ...(channels === 4 ? { alpha: 'keep' as const } : {}) }, ...order, ...kept, { kind: 'to-tensor', layout, datatype }];
}

/** Size of the input: the graph's, else Ultralytics' `imgsz`, else the habit. */
export function inputSize(evidence: Evidence, picture: PictureInput, side: number): { width: number; height: number; assumption: string | null } {
  const literal = parsePythonLiteral(metadataOf(mainOf(evidence), 'imgsz') ?? '')?.value;
  const [height = side, width = height] = asNumbers(literal) ?? (typeof literal === 'number' ? [literal] : []);
  const isOpen = picture.width === null || picture.height === null;
  const assumption = isOpen && literal === undefined ? `Pictures are made ${width} × ${height}; the model takes any size` : null;
  return { width: picture.width ?? width, height: picture.height ?? height, assumption };
}

/** Ultralytics' classifiers: torchvision's Resize and CenterCrop, no mean. */
function cropped(evidence: Evidence, picture: PictureInput): PicturePlan {
  const { width, height, assumption } = inputSize(evidence, picture, 224);
  const steps: StepInput[] = [{ kind: 'resize', mode: 'shortest', edge: Math.min(width, height) }, { kind: 'center-crop', width, height }, { kind: 'rescale' }];
  return { steps, assumptions: assumption === null ? [] : [assumption] };
}

function byHabit(picture: PictureInput, habit: Habit): PicturePlan {
  const width = picture.width ?? habit.side;
  const height = picture.height ?? habit.side;
  const assumptions = picture.width === null || picture.height === null ? [`Pictures are made ${width} × ${height}; the model takes any size`] : [];
  const sized: StepInput[] =
    habit.shape === 'stretch'
      ? [{ kind: 'resize', mode: 'stretch', width, height }]
      : [
          { kind: 'resize', mode: 'shortest', edge: Math.round((Math.min(width, height) * 256) / 224) },
          { kind: 'center-crop', width, height },
        ];
  assumptions.push(habit.shape === 'stretch' ? 'The whole picture is used, stretched' : 'The middle of the picture is used, as classifiers of ImageNet do');
  const { steps, told } = values(habit.values, picture);
  if (picture.spec.datatype !== 'UINT8') assumptions.push(told);
  return { steps: [...sized, ...steps], assumptions };
}

function values(range: Habit['values'], { channels }: PictureInput): { steps: StepInput[]; told: string } {
  if (range === '-1..1') return { steps: [{ kind: 'rescale', factor: 1 / 127.5, offset: -1 }], told: 'Colours are fed as −1 to 1' };
  if (range === '0..255') return { steps: [{ kind: 'rescale', factor: 1 }], told: 'Colours are fed as 0 to 255' };
  if (range === '0..1' || channels !== 3) return { steps: [{ kind: 'rescale' }], told: 'Colours are fed as 0 to 1' };
  return { steps: [{ kind: 'rescale' }, { kind: 'normalise', ...IMAGENET }], told: 'Colours are normalised with the mean and standard deviation of ImageNet' };
}
