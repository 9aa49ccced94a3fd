import { AppError } from '../../errors.ts';

/** Architectures that make sound from text with more than their bundle holds, or in more steps than are run here. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^SpeechT5ForTextToSpeech$/, 'It makes a spectrogram: the vocoder that makes it sound, and the speaker’s embedding, are no part of its bundle.'],
  [/^Musicgen/, 'It composes several streams of codes at once, which EnCodec then turns into sound.'],
  [/^Supertonic/, 'It takes the style of a voice beside each text, and makes the sound in several rounds of denoising.'],
  [/^Chatterbox/, 'It copies the voice of a recording that goes with each text, with four graphs.'],
  [/^(Bark|ParlerTTS|Dia|Csm)/, 'It writes codes of sound that another model turns into sound.'],
];

/** Refuses, before anything is loaded, a bundle that speaks in a way that is not run here. @throws AppError UNSUPPORTED_MODEL */
export function refuseVoice(architecture: string): void {
  const why = OTHERS.find(([pattern]) => pattern.test(architecture))?.[1];
  if (why === undefined) return;
  throw new AppError('UNSUPPORTED_MODEL', `${architecture} makes sound from text in a way that Moorage does not run.`, {
    cause: why,
    suggestions: [
      'Deploy a VITS model, whose one graph makes the sound: MMS-TTS has one for each of a thousand languages (Xenova/mms-tts-eng).',
      'Drop one of its graphs without config.json to send and get its tensors as they are.',
    ],
  });
}
