import type { JsonObject } from '../detect/json-look.ts';
import { asObject, asText, asTexts } from '../detect/json-look.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { Field } from '../field.ts';
import type { Task } from '../task.ts';
import { jsonOutput, textField } from './fields.ts';
import { contextOf, samplingFields, writingBundle } from './generation-fields.ts';
import type { PresetOf } from './preset.ts';

type TextTask = Extract<Task, 'text2text-generation' | 'summarization' | 'translation'>;

const OUTPUTS = {
  'text2text-generation': { title: 'Answer', description: 'The text that was made from it.' },
  summarization: { title: 'Summary', description: 'The text in short.' },
  translation: { title: 'Translation', description: 'The text in the other language.' },
} as const;

/** Text → another text: its answer, its summary or its translation. */
export const textToText =
  (task: TextTask): PresetOf =>
  (evidence) => {
    const lacks = writingBundle(evidence, ['encoder_model', 'decoder_model_merged']);
    if (lacks) return lacks;
    const { companions } = evidence;
    const prefix = prefixOf(companions.config, task);
    const text = textField({ name: 'text', title: 'Text', description: 'The text it is made from.' }, [], []);
    return {
      inputs: [text, ...(task === 'translation' ? languageFields(evidence) : []), ...samplingFields(evidence)],
      outputs: [jsonOutput({ name: 'text', ...OUTPUTS[task], view: 'generation' }, [], [])],
      generation: { kind: 'text', contextLength: contextOf(companions.config), chat: false, ...(prefix === null ? {} : { prefix }) },
      assumptions: prefix === null ? [] : [`what is sent is put behind "${prefix}"`],
    };
  };

/** T5 is told what to do by the first words: `task_specific_params` of its configuration. */
function prefixOf(config: JsonObject | null, task: TextTask): string | null {
  return task === 'text2text-generation' ? null : asText(asObject(asObject(config?.task_specific_params)?.[task])?.prefix);
}

/** Models of many languages (M2M100, NLLB, mBART) want to know from which to which; others are made for one pair. */
function languageFields({ companions: { config, tokenizerConfig, specialTokens } }: Evidence): Field[] {
  const type = asText(config?.model_type) ?? '';
  if (!/^(m2m_100|mbart|mbart50|nllb)/.test(type)) return [];
  const tokens = asTexts(specialTokens?.additional_special_tokens) ?? asTexts(asObject(tokenizerConfig?.content)?.additional_special_tokens) ?? [];
  const codes = tokens.flatMap((token) => /^(?:__)?([a-z]{2,3}(?:_[A-Za-z]{2,4})?)(?:__)?$/.exec(token)?.[1] ?? []);
  const field = (name: string, title: string, description: string): Field => ({
    ...{ name, title, description, required: true, tensors: [], steps: [] },
    ...(codes.length > 1 ? { encoding: 'choice' as const, choices: codes } : { encoding: 'text' as const, maxChars: 20 }),
  });
  return [field('src_lang', 'From', 'The language of the text.'), field('tgt_lang', 'To', 'The language it is translated into.')];
}
