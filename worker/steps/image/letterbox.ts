import { roundHalfEven } from '../round-half-even.ts';
import { expectValue, type StepFactory } from '../step.ts';
import { placed } from './place.ts';
import { resamplePillow } from './resample-pillow.ts';
import { resizeOpencv } from './resample-opencv.ts';

/**
 * picture → picture of width × height with the whole picture in it, its aspect kept. Rounds as Ultralytics' LetterBox; the
 * geometry is the inverse Ultralytics uses (`scale_boxes`), which does not follow from the rounded sizes. Not centred it is
 * YOLOX's `preproc`. Source: ultralytics data/augment.py LetterBox, utils/ops.py scale_boxes.
 */
export const letterbox: StepFactory<'letterbox'> =
  ({ width, height, color, center, scaleUp, implementation }) =>
  (value, run) => {
    const picture = expectValue(value, 'picture');
    const fit = Math.min(height / picture.height, width / picture.width);
    const gain = scaleUp ? fit : Math.min(fit, 1);
    const size = { width: Math.max(1, roundHalfEven(picture.width * gain)), height: Math.max(1, roundHalfEven(picture.height * gain)) };
    const scaled = implementation === 'opencv' ? resizeOpencv(picture, size.width, size.height) : resamplePillow(picture, { ...size, filter: 'bilinear' });
    const left = center ? roundHalfEven((width - size.width) / 2 - 0.1) : 0;
    const top = center ? roundHalfEven((height - size.height) / 2 - 0.1) : 0;
    const { geometry } = run;
    if (geometry) {
      const offset = (whole: number, part: number) => (center ? roundHalfEven((whole - part * gain) / 2 - 0.1) : 0);
      run.geometry = {
        ...geometry,
        width,
        height,
        scaleX: geometry.scaleX * gain,
        scaleY: geometry.scaleY * gain,
        offsetX: geometry.offsetX * gain + offset(width, picture.width),
        offsetY: geometry.offsetY * gain + offset(height, picture.height),
      };
    }
    return placed(scaled, { width, height, left, top, color });
  };
