import type { PreTrainedModel, PreTrainedTokenizer, Processor, Tensor } from '@huggingface/transformers';
import { AppError } from '../../../server/errors.ts';
import { jsonValue, type FieldValue } from '../../../server/signatures/value.ts';
import type { Picture } from '../../steps/step.ts';
import { explainBundleError, folderOf, loadOptions, type BundleAt } from './bundle-files.ts';
import type { GenerationInput, GenerationWork, Generator } from './generator.ts';
import { library } from './library.ts';
import { finishOf, prepareSampling } from './sampling.ts';

/** The name canonical JSON has for the text, by task. Source: huggingface.js, tasks. */
const KEYS: Record<string, string> = { summarization: 'summary_text', translation: 'translation_text' };

interface Languages {
  language_codes?: string[];
  _build_translation_inputs?(text: string[], tokenizerOptions: object, generateOptions: Record<string, unknown>): Record<string, Tensor>;
}

/** Text made from a text or from a picture: an encoder and a decoder. */
export class TextGenerator implements Generator {
  readonly #at: BundleAt;
  readonly #model: PreTrainedModel;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #processor: Processor | null;

  private constructor(at: BundleAt, parts: { model: PreTrainedModel; tokenizer: PreTrainedTokenizer; processor: Processor | null }) {
    this.#at = at;
    this.#model = parts.model;
    this.#tokenizer = parts.tokenizer;
    this.#processor = parts.processor;
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(at: BundleAt): Promise<TextGenerator> {
    try {
      const folder = folderOf(at);
      const ofPictures = at.generation.kind === 'picture';
      const tokenizer = await library.AutoTokenizer.from_pretrained(folder, { local_files_only: true });
      const processor = ofPictures ? await library.AutoProcessor.from_pretrained(folder, { local_files_only: true }) : null;
      const Model = ofPictures ? library.AutoModelForVision2Seq : library.AutoModelForSeq2SeqLM;
      return new TextGenerator(at, { tokenizer, processor, model: await Model.from_pretrained(folder, loadOptions(at)) });
    } catch (error) {
      throw explainBundleError(error);
    }
  }

  async generate(input: GenerationInput, work: GenerationWork): Promise<FieldValue[]> {
    const { tensors, read } = this.#processor ? await this.#encodePicture(input) : this.#encodeText(input);
    const { contextLength, kind } = this.#at.generation;
    if (contextLength !== null && kind === 'text' && read > contextLength) {
      throw new AppError('INVALID_INPUT', `The text has ${read} tokens; this model reads up to ${contextLength}.`, {
        suggestions: ['Send it in parts.'],
      });
    }
    const sampling = prepareSampling(input, { tokenizer: this.#tokenizer, work, mostNew: contextLength });
    await this.#model.generate({ ...tensors, ...sampling.options });
    const { text } = sampling;
    const details = { finish_reason: finishOf(sampling, this.#model), prompt_tokens: read, generated_tokens: text.count, ...sampling.pace() };
    const written = kind === 'picture' ? text.text.trim() : text.text;
    return [jsonValue('text', { [KEYS[this.#at.task] ?? 'generated_text']: written, details })];
  }

  async release(): Promise<void> {
    await this.#model.dispose();
  }

  #encodeText(input: GenerationInput): { tensors: Record<string, unknown>; read: number } {
    const value = input.value('text');
    const data = value?.kind === 'json' ? value.data : null;
    if (typeof data !== 'string' || data.trim() === '') throw new AppError('INVALID_INPUT', 'Input `text` is empty, or a list: send one text.');
    const { prefix = '', pairs } = this.#at.generation;
    const text = `${pairs?.[String(input.parameter('pair'))] ?? ''}${prefix}${data}`;
    const languages = this.#tokenizer as Languages;
    const [from, to] = [input.parameter('src_lang'), input.parameter('tgt_lang')];
    if (typeof from === 'string' && typeof to === 'string') {
      if (!languages._build_translation_inputs) throw noLanguages();
      this.#checkLanguages(languages, [from, to]);
      const options: Record<string, unknown> = { src_lang: from, tgt_lang: to };
      const tensors = languages._build_translation_inputs([text], { padding: true }, options);
      // It writes the token the answer begins with into the options it was given.
      return { tensors: { ...tensors, forced_bos_token_id: options.forced_bos_token_id }, read: tensors.input_ids?.dims.at(-1) ?? 0 };
    }
    const tensors = this.#tokenizer(text, {}) as Record<string, Tensor>;
    return { tensors, read: tensors.input_ids?.dims.at(-1) ?? 0 };
  }

  #checkLanguages({ language_codes: known = [] }: Languages, asked: string[]): void {
    const unknown = asked.find((code) => !known.includes(code));
    if (unknown === undefined) return;
    throw new AppError('INVALID_INPUT', `This model does not know the language ${unknown}.`, {
      suggestions: [
        known.length > 0 ? `It knows ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.` : 'Its tokenizer_config.json lists no languages.',
      ],
    });
  }

  async #encodePicture(input: GenerationInput): Promise<{ tensors: Record<string, unknown>; read: number }> {
    const value = input.value('image');
    if (value?.kind !== 'picture') throw new Error('a picture did not become one');
    const { data, width, height, channels } = value satisfies Picture;
    const image = new library.RawImage(new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength), width, height, channels);
    const { pixel_values } = (await this.#processor?.(image)) as { pixel_values: Tensor };
    return { tensors: { inputs: pixel_values }, read: 0 };
  }
}

function noLanguages(): AppError {
  return new AppError('INVALID_MODEL', 'The tokenizer of this model cannot be told languages.', {
    cause: '`tokenizer_class` in tokenizer_config.json is none of M2M100Tokenizer, NllbTokenizer, MBartTokenizer and MBart50Tokenizer.',
    suggestions: ['Deploy the bundle with the tokenizer_config.json it was exported with.'],
  });
}
