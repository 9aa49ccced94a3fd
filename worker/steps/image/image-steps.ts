import { centerCrop } from './center-crop.ts';
import { channels } from './channels.ts';
import { decodeImage } from './decode-image.ts';
import { invert } from './invert.ts';
import { letterbox } from './letterbox.ts';
import { normalise } from './normalise.ts';
import { pad } from './pad.ts';
import { rescale, rescaleByMax } from './rescale.ts';
import { resize } from './resize.ts';
import { toTensor } from './to-tensor.ts';

/** From the bytes of a picture to a tensor. */
export const IMAGE_STEPS = {
  'decode-image': decodeImage,
  channels,
  invert,
  resize,
  letterbox,
  'center-crop': centerCrop,
  pad,
  rescale,
  'rescale-by-max': rescaleByMax,
  normalise,
  'to-tensor': toTensor,
};
