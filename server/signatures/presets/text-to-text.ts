import type { JsonObject } from '../detect/json-look.ts';
import { asObject, asText, asTexts } from '../detect/json-look.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { Field } from '../field.ts';
import type { Task } from '../task.ts';
import { jsonOutput, textField } from './fields.ts';
import { contextOf, samplingFields, writingAssumptions, writingBundle } from './generation-fields.ts';
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
    const { config } = companions;
    const prefix = prefixOf(config, task);
    const pairs = task === 'translation' ? pairsOf(config) : {};
    const text = { ...textField({ name: 'text', title: 'Text', description: 'The text it is made from.' }, [], []), multiline: false };
    return {
      inputs: [text, ...(task === 'translation' ? [...pairField(pairs), ...languageFields(evidence)] : []), ...samplingFields(evidence)],
      outputs: [jsonOutput({ name: 'text', ...OUTPUTS[task], view: 'generation' }, [], [])],
      generation: {
        ...{ kind: 'text', contextLength: contextOf(config), chat: false },
        ...(prefix === '' ? {} : { prefix }),
        ...(Object.keys(pairs).length > 0 ? { pairs } : {}),
      },
      assumptions: [
        ...(prefix === '' ? [] : [`what is sent is put behind "${prefix}"`]),
        ...(Object.keys(pairs).length > 0 ? [`what is sent is put behind "${Object.values(pairs)[0]}", or what belongs to the pair that is chosen`] : []),
        ...writingAssumptions(evidence),
      ],
    };
  };

/** T5 is told what to do by the first words: `prefix` and `task_specific_params` of its configuration. Source of the order: transformers.js, text2text-generation. */
function prefixOf(config: JsonObject | null, task: TextTask): string {
  const own = asText(asObject(asObject(config?.task_specific_params)?.[task])?.prefix);
  return `${own ?? ''}${asText(config?.prefix) ?? ''}`;
}

/** The words before a text by the pair of languages: `translation_en_to_de` → "translate English to German: ". */
function pairsOf(config: JsonObject | null): Record<string, string> {
  const found = Object.entries(asObject(config?.task_specific_params) ?? {}).flatMap(([key, value]) => {
    const pair = /^translation_(\w+_to_\w+)$/.exec(key)?.[1];
    const prefix = asText(asObject(value)?.prefix);
    return pair === undefined || prefix === null ? [] : [[pair, prefix] as const];
  });
  return Object.fromEntries(found);
}

function pairField(pairs: Record<string, string>): Field[] {
  const [first, ...others] = Object.keys(pairs);
  if (first === undefined) return [];
  const head = { name: 'pair', title: 'Languages', description: 'From which language into which.', required: false, tensors: [], steps: [] };
  return [{ ...head, encoding: 'choice', choices: [first, ...others], default: first }];
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
