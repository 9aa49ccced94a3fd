import type { JsonObject } from '../detect/json-look.ts';
import { asNumber, asObject, asSize } from '../detect/json-look.ts';
import type { Evidence } from '../detect/evidence.ts';
import type { Field, NumberField, TextField } from '../field.ts';
import { unfit } from './preset.ts';
import type { Unfit } from './preset.ts';

const USUAL_NEW_TOKENS = 256;

/** What a bundle has to hold to write text, or why it cannot. */
export function writingBundle({ bundle, companions }: Evidence, parts: readonly string[]): Unfit | null {
  if (!bundle) return unfit('It needs the whole bundle: config.json, the tokenizer and the graphs of its loop.');
  if (!parts.every((part) => bundle.parts.some((there) => there.part === part)) || bundle.parts.length !== parts.length) {
    return unfit(`It needs ${parts.map((part) => `\`${part}.onnx\``).join(' and ')}.`);
  }
  if (!companions.tokenizer) return unfit('`tokenizer.json` is missing: without it text cannot become tokens.');
  if (!companions.tokenizerConfig) return unfit('`tokenizer_config.json` is missing: it says how the tokenizer is to be used.');
  return null;
}

/** Most tokens the model was made for; null when its configuration does not say. */
export function contextOf(config: JsonObject | null): number | null {
  const text = asObject(config?.text_config);
  for (const key of ['max_position_embeddings', 'n_positions', 'max_sequence_length', 'seq_length', 'max_target_positions']) {
    const found = asSize(config?.[key]) ?? asSize(text?.[key]);
    if (found) return found;
  }
  return null;
}

/** How text is continued, with the bundle's own defaults (generation_config.json). Each of them acts in the runner. */
export function samplingFields({ companions: { generationConfig, config } }: Evidence, context = contextOf(config)): Field[] {
  // As the library has it: what config.json says of writing counts too.
  const own = { ...config, ...generationConfig };
  const samples = own.do_sample === true;
  const within = (length: number) => Math.min(length, context ?? length);
  const usual = Math.min(USUAL_NEW_TOKENS, Math.max(1, Math.floor((context ?? 1024) / 2)));
  return [
    numberField('max_new_tokens', ['New tokens', 'Most tokens that are written.'], {
      default: within(asSize(own.max_new_tokens) ?? writtenOf(own, 'max_length') ?? usual),
      min: 1,
      max: context ?? 100_000,
      integer: true,
    }),
    numberField('min_new_tokens', ['At least', 'Before that many tokens writing does not end by itself.'], {
      default: within(asSize(own.min_new_tokens) ?? writtenOf(own, 'min_length') ?? 0),
      min: 0,
      max: context ?? 100_000,
      integer: true,
    }),
    numberField('temperature', ['Temperature', '0 always takes the likeliest token; higher is more varied.'], {
      default: samples ? (asNumber(own.temperature) ?? 1) : 0,
      min: 0,
      max: 2,
    }),
    numberField('top_p', ['Top p', 'Only the likeliest tokens that together reach this probability are drawn from.'], {
      default: asNumber(own.top_p) ?? 1,
      min: 0.001,
      max: 1,
    }),
    numberField('top_k', ['Top k', 'Only this many of the likeliest tokens are drawn from; 0: all.'], {
      default: asSize(own.top_k) ?? (samples ? 50 : 0),
      min: 0,
      integer: true,
    }),
    numberField('repetition_penalty', ['Repetition', 'Above 1 what was written before becomes less likely.'], {
      default: asNumber(own.repetition_penalty) ?? 1,
      min: 0.01,
      max: 2,
    }),
    stopField(),
    numberField('seed', ['Seed', 'The same seed gives the same text; without one each run is drawn anew.'], { min: 0, integer: true }),
  ];
}

/** What a bundle of an encoder and a decoder takes for granted that does not hold here. */
export function writingAssumptions({ companions: { generationConfig, config } }: Evidence): string[] {
  const beams = asSize({ ...config, ...generationConfig }.num_beams) ?? 1;
  return beams > 1 ? [`its configuration asks for a search with ${beams} beams, which is not done: each token is taken as it comes`] : [];
}

/** A length in tokens that an encoder with a decoder was set to, without the token its decoder begins with. */
function writtenOf(own: JsonObject, key: 'max_length' | 'min_length'): number | null {
  const length = own.is_encoder_decoder === true ? asSize(own[key]) : null;
  return length === null || length < 2 ? null : length - 1;
}

function stopField(): TextField {
  return {
    name: 'stop',
    title: 'Stop at',
    description: 'A text, or a list of texts, before which writing ends.',
    required: false,
    tensors: [],
    steps: [],
    encoding: 'text',
    multiline: true,
    maxChars: 1000,
  };
}

function numberField(name: string, [title, description]: [string, string], rest: Pick<NumberField, 'default' | 'min' | 'max' | 'integer'>): NumberField {
  return { name, title, description, required: false, tensors: [], steps: [], encoding: 'number', ...rest };
}
