import { expectValue, type StepFactory } from '../step.ts';

/** sound → sound of one channel: the mean of all (as librosa and torchaudio habits have it), or the first. */
export const mixDown: StepFactory<'mix-down'> =
  ({ mode }) =>
  (value) => {
    const sound = expectValue(value, 'sound');
    const [first = new Float32Array(0)] = sound.channels;
    if (sound.channels.length <= 1 || mode === 'first') return { ...sound, channels: [first] };
    const share = 1 / sound.channels.length;
    const mixed = new Float32Array(first.length);
    for (const channel of sound.channels) for (let i = 0; i < mixed.length; i += 1) mixed[i] = (mixed[i] as number) + (channel[i] as number) * share;
    return { ...sound, channels: [mixed] };
  };
