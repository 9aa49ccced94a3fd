import { semanticMasks, thresholdMask } from './masks.ts';
import { prototypeMasks } from './prototype-masks.ts';
import { queryMasks } from './query-masks.ts';
import { cutOut, depthImage, maskImage, minMax, toImage } from './pictures.ts';

/** From maps to masks and pictures. */
export const MAP_STEPS = {
  'semantic-masks': semanticMasks,
  'threshold-mask': thresholdMask,
  'prototype-masks': prototypeMasks,
  'query-masks': queryMasks,
  'min-max': minMax,
  'cut-out': cutOut,
  'mask-image': maskImage,
  'to-image': toImage,
  'depth-image': depthImage,
};
