import type { StepOf } from '../../../server/signatures/step.ts';
import { expectValue, type Picture, type Pixels, type StepFactory } from '../step.ts';
import { tensorOf } from '../tensor.ts';

/** pixels or picture → tensor [1,C,H,W], [1,H,W,C], [C,H,W] or [H,W,C]. */
export const toTensor: StepFactory<'to-tensor'> = (step) => (value) => {
  const picture = expectValue(value, 'pixels', 'picture');
  const { width, height, channels } = picture;
  const planar = step.layout === 'nchw' || step.layout === 'chw';
  const shape = planar ? [channels, height, width] : [height, width, channels];
  const data = laid(picture, step.datatype, planar);
  return tensorOf(step.datatype, step.layout === 'nchw' || step.layout === 'nhwc' ? [1, ...shape] : shape, data);
};

function laid({ data, width, height, channels }: Picture | Pixels, datatype: StepOf<'to-tensor'>['datatype'], planar: boolean) {
  const out = datatype === 'UINT8' ? new Uint8Array(data.length) : datatype === 'FP16' ? new Float16Array(data.length) : new Float32Array(data.length);
  if (!planar) {
    out.set(data);
    return out;
  }
  const plane = width * height;
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0, at = c; i < plane; i += 1, at += channels) out[c * plane + i] = data[at] as number;
  }
  return out;
}
