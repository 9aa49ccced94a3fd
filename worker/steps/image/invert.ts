import { expectValue, type StepFactory } from '../step.ts';

/** picture → picture with light and dark exchanged, alpha left as it is. */
export const invert: StepFactory<'invert'> = () => (value) => {
  const picture = expectValue(value, 'picture');
  const data = picture.data.map((level, index) => (picture.channels === 4 && index % 4 === 3 ? level : 255 - level));
  return { ...picture, data };
};
