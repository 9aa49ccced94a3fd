import { asObject, asSize, asText } from '../detect/json-look.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { Field } from '../field.ts';
import { jsonOutput, soundField } from './fields.ts';
import { contextOf, writingBundle } from './generation-fields.ts';
import { unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';

const FAMILIES = /^(whisper|lite-whisper|moonshine)$/;

/** A recording → what is said in it, with the time of each part. */
export const speechRecognition: PresetOf = (evidence) => {
  const lacks = writingBundle(evidence, ['encoder_model', 'decoder_model_merged']);
  if (lacks) return lacks;
  const { config, preprocessor } = evidence.companions;
  const type = asText(config?.model_type) ?? '';
  if (!FAMILIES.test(type)) return unfit(`Speech of the family ${type || 'unknown'} is not read yet; Whisper and Moonshine are.`);
  if (!preprocessor) return unfit('`preprocessor_config.json` is missing: it says how sound becomes a spectrogram.');
  const hz = asSize(preprocessor.sampling_rate) ?? 16_000;
  const audio = soundField([], [{ kind: 'decode-audio' }, { kind: 'mix-down' }, { kind: 'resample', hz }], 'A recording of speech, up to an hour.');
  return {
    inputs: [audio, ...(type === 'moonshine' ? [] : whisperFields(evidence))],
    outputs: [
      jsonOutput({ name: 'transcript', title: 'Transcript', description: 'What is said, with the seconds each part takes.', view: 'transcript' }, [], []),
    ],
    generation: { kind: 'speech', contextLength: contextOf(config), chat: false },
    assumptions: [],
  };
};

/** What only models of many languages take; each acts, or is not there. */
function whisperFields({ companions: { generationConfig } }: Evidence): Field[] {
  const languages = Object.keys(asObject(generationConfig?.lang_to_id) ?? {}).map((token) => token.replace(/^<\|(.*)\|>$/, '$1'));
  const choice = (name: string, [title, description]: [string, string], [choices, preset]: [string[], string]): Field => ({
    ...{ name, title, description, required: false, tensors: [], steps: [] },
    ...{ encoding: 'choice', choices, default: preset },
  });
  const timestamps = ['segment', ...(Array.isArray(generationConfig?.alignment_heads) ? ['word'] : []), 'none'];
  return [
    ...(languages.length > 0
      ? [
          choice(
            'language',
            ['Language', 'The language that is spoken. It is not found out: a wrong one gives a wrong text.'],
            [languages, languages.includes('en') ? 'en' : (languages[0] ?? 'en')],
          ),
          choice('task', ['Do', 'Write down what is said, or translate it into English.'], [['transcribe', 'translate'], 'transcribe']),
        ]
      : []),
    choice('timestamps', ['Times', 'Of which parts the times are told.'], [timestamps, 'segment']),
  ];
}
