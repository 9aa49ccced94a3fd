import type { StepOf } from '../../../server/signatures/step.ts';
import { roundHalfEven } from '../round-half-even.ts';

interface Size {
  width: number;
  height: number;
}

/**
 * The size a picture is resized to, exactly as the reference implementations compute it. Sources: Hugging Face
 * image_transforms.py `get_resize_output_image_size` and `get_size_with_aspect_ratio`; DPT's `constraint_to_multiple_of`;
 * PaddleOCR operators.py `DetResizeForTest`, predict_rec.py `resize_norm_img`.
 */
export function resizeSize({ width, height }: Size, step: StepOf<'resize'>): Size {
  const at = { width: step.width ?? width, height: step.height ?? height };
  switch (step.mode) {
    case 'stretch':
      return at;
    case 'shortest':
      return cutTo(step.multiple, shortest({ width, height }, step.edge ?? Math.min(width, height), step.limit));
    case 'longest':
      return longest({ width, height }, step.edge ?? Math.max(width, height));
    case 'fit':
      return fit({ width, height }, at);
    case 'multiple':
      return multiple({ width, height }, at, step.multiple ?? 1);
    case 'bounded':
      return bounded({ width, height }, step);
    case 'height':
      return { height: at.height, width: Math.max(1, Math.min(step.width ?? Infinity, Math.ceil((at.height * width) / height))) };
  }
}

// The short side becomes `edge`, the long one trunc(edge × long ÷ short); with a limit the short one shrinks again.
function shortest({ width, height }: Size, edge: number, limit: number | undefined): Size {
  const [short, long] = width <= height ? [width, height] : [height, width];
  let raw = edge;
  let size = edge;
  if (limit !== undefined && (long / short) * edge > limit) {
    raw = (limit * short) / long;
    size = roundHalfEven(raw);
  }
  const other = Math.trunc(((limit === undefined ? edge : raw) * long) / short);
  return width <= height ? { width: size, height: other } : { width: other, height: size };
}

/** Sides cut down to multiples, as YOLOS does. */
function cutTo(multiple: number | undefined, { width, height }: Size): Size {
  if (multiple === undefined) return { width, height };
  return { width: width - (width % multiple), height: height - (height % multiple) };
}

function longest({ width, height }: Size, edge: number): Size {
  const scale = edge / Math.max(width, height);
  return { width: Math.max(1, Math.trunc(width * scale + 0.5)), height: Math.max(1, Math.trunc(height * scale + 0.5)) };
}

function fit({ width, height }: Size, into: Size): Size {
  const scale = Math.min(into.width / width, into.height / height);
  return { width: Math.max(1, Math.trunc(width * scale)), height: Math.max(1, Math.trunc(height * scale)) };
}

// The factor nearest to 1 for both sides, each rounded to the multiple.
function multiple({ width, height }: Size, to: Size, step: number): Size {
  const across = to.width / width;
  const down = to.height / height;
  const scale = Math.abs(1 - across) < Math.abs(1 - down) ? across : down;
  const round = (value: number) => Math.max(step, roundHalfEven(value / step) * step);
  return { width: round(scale * width), height: round(scale * height) };
}

function bounded({ width, height }: Size, { limit, edge, multiple: step = 32, rounding }: StepOf<'resize'>): Size {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const scale = limit !== undefined && long > limit ? limit / long : edge !== undefined && short < edge ? edge / short : 1;
  const toWhole = rounding === 'down' ? Math.floor : roundHalfEven;
  const round = (value: number) => Math.max(step, toWhole(Math.trunc(value * scale) / step) * step);
  return { width: round(width), height: round(height) };
}
