import { expectValue, type StepFactory } from '../step.ts';
import { placed } from './place.ts';

/**
 * picture → picture of width × height out of its middle: the offset is floor((size − crop) ÷ 2), which pads a picture that
 * is too small with black, more of it before. Source: Hugging Face image_transforms.py center_crop.
 */
export const centerCrop: StepFactory<'center-crop'> =
  ({ width, height }) =>
  (value, run) => {
    const picture = expectValue(value, 'picture');
    const left = -Math.floor((picture.width - width) / 2);
    const top = -Math.floor((picture.height - height) / 2);
    const { geometry } = run;
    if (geometry) run.geometry = { ...geometry, width, height, offsetX: geometry.offsetX + left, offsetY: geometry.offsetY + top };
    return placed(picture, { width, height, left, top, color: [0] });
  };
