import { expectValue, type Picture, type StepFactory, type StepRun } from '../step.ts';
import { resamplePillow } from './resample-pillow.ts';
import { resizeOpencv } from './resample-opencv.ts';
import { resizeSize } from './resize-size.ts';

/** picture → picture of the size the mode gives, by Pillow's or OpenCV's arithmetic. Notes the scale of each axis. */
export const resize: StepFactory<'resize'> = (step) => (value, run) => {
  const picture = expectValue(value, 'picture');
  const { width, height } = resizeSize(picture, step);
  noteScale(run, { from: picture, width, height });
  return step.implementation === 'opencv' ? resizeOpencv(picture, width, height) : resamplePillow(picture, { width, height, filter: step.filter });
};

/** The geometry after a picture was scaled to another size. */
export function noteScale(run: StepRun, to: { from: Picture; width: number; height: number }): void {
  const { geometry } = run;
  if (!geometry) return;
  const across = to.width / to.from.width;
  const down = to.height / to.from.height;
  run.geometry = {
    ...geometry,
    width: to.width,
    height: to.height,
    scaleX: geometry.scaleX * across,
    scaleY: geometry.scaleY * down,
    offsetX: geometry.offsetX * across,
    offsetY: geometry.offsetY * down,
  };
}
