import { mainOf } from '../detect/evidence.ts';
import { asNumber, asSize, asText } from '../detect/json-look.ts';
import { soundOutput, textField } from './fields.ts';
import { writingBundle } from './generation-fields.ts';
import { unfed, unfit } from './preset.ts';
import type { PresetOf } from './preset.ts';

/** Speech of a minute or two: it is made in one step, with memory for all of it. */
const MOST_CHARS = 2000;

/** Text → speech, by a model whose one graph makes the sound: VITS. */
export const textToAudio: PresetOf = (evidence) => {
  const lacks = writingBundle(evidence, ['model']);
  if (lacks) return lacks;
  const { config } = evidence.companions;
  const graph = mainOf(evidence);
  const type = asText(config?.model_type) ?? '';
  if (type !== 'vits') return unfit(`Speech of the family ${type || 'unknown'} is not made yet; of VITS it is.`);
  const hz = asSize(config?.sampling_rate);
  if (hz === null) return unfit('`sampling_rate` is missing in config.json: it says how fast the sound is played.');
  if ((asNumber(config?.num_speakers) ?? 1) > 1) return unfit('It has several speakers, of which the library that runs it can choose none.');
  if (!graph.outputs.some(({ name }) => name === 'waveform')) return unfit('Its graph has no output `waveform`.');
  const left = unfed(graph, ['input_ids', 'attention_mask']);
  if (left) return left;
  const text = {
    ...textField({ name: 'text', title: 'Text', description: 'What is said. Signs the model has no sound for are left out.' }, [], []),
    multiline: false,
  };
  return {
    inputs: [{ ...text, maxChars: MOST_CHARS }],
    outputs: [soundOutput({ name: 'audio', title: 'Speech', description: `The text spoken, as WAV of one channel with ${hz} samples a second.` })],
    generation: { kind: 'voice', contextLength: null, chat: false },
    assumptions: [],
  };
};
