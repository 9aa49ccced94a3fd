import { expectValue, type Box, type Geometry, type StepFactory } from '../step.ts';

/**
 * boxes → [{label, score, box: {xmin, ymin, xmax, ymax}, keypoints?}], best first: back from the model's input onto the
 * picture that was sent, clipped to it, in whole pixels; what has no area there is dropped. Source: Hugging Face's
 * object-detection pipeline.
 */
export const boxesToJson: StepFactory<'boxes-to-json'> = () => (value, run) => {
  const { boxes, space } = expectValue(value, 'boxes');
  const { geometry } = run;
  if (!geometry) throw new Error('boxes need the picture they lie on');
  const onto = space === 'input' ? (box: Box) => onOriginal(box, geometry) : (box: Box) => box;
  const data = boxes
    .map(onto)
    .map((box) => clipped(box, geometry))
    .filter(({ box }) => box.xmax > box.xmin && box.ymax > box.ymin)
    .sort((a, b) => b.score - a.score);
  return { kind: 'json', data };
};

/** A box in pixels of the model's input → in pixels of the picture that was sent. */
export function onOriginal(box: Box, geometry: Geometry): Box {
  const x = (value: number) => (value - geometry.offsetX) / geometry.scaleX;
  const y = (value: number) => (value - geometry.offsetY) / geometry.scaleY;
  const keypoints = box.keypoints?.map(([atX, atY]): [number, number] => [x(atX), y(atY)]);
  return { ...box, xmin: x(box.xmin), ymin: y(box.ymin), xmax: x(box.xmax), ymax: y(box.ymax), ...(keypoints ? { keypoints } : {}) };
}

function clipped({ label, score, xmin, ymin, xmax, ymax, keypoints }: Box, { originalWidth, originalHeight }: Geometry) {
  const within = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
  const box = {
    xmin: within(xmin, originalWidth),
    ymin: within(ymin, originalHeight),
    xmax: within(xmax, originalWidth),
    ymax: within(ymax, originalHeight),
  };
  return { label, score, box, ...(keypoints ? { keypoints: keypoints.map(([x, y]) => [Math.round(x), Math.round(y)]) } : {}) };
}
