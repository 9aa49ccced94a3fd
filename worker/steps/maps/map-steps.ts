import { semanticMasks, thresholdMask } from './masks.ts';
import { cutOut, depthImage, maskImage, minMax, toImage } from './pictures.ts';

/** From maps to masks and pictures. */
export const MAP_STEPS = {
  'semantic-masks': semanticMasks,
  'threshold-mask': thresholdMask,
  'min-max': minMax,
  'cut-out': cutOut,
  'mask-image': maskImage,
  'to-image': toImage,
  'depth-image': depthImage,
};
