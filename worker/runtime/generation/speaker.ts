import type { PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { AppError } from '../../../server/errors.ts';
import type { FieldValue } from '../../../server/signatures/value.ts';
import { wavOf } from '../../../server/signatures/wav-of.ts';
import { explainBundleError, folderOf, loadOptions, type BundleAt } from './bundle-files.ts';
import type { GenerationInput, Generator } from './generator.ts';
import { library } from './library.ts';

/** Speech from text, in one step: there is nothing to hand out before its end. */
export class Speaker implements Generator {
  readonly #model: PreTrainedModel;
  readonly #tokenizer: PreTrainedTokenizer;

  private constructor(model: PreTrainedModel, tokenizer: PreTrainedTokenizer) {
    this.#model = model;
    this.#tokenizer = tokenizer;
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(at: BundleAt): Promise<Speaker> {
    try {
      const folder = folderOf(at);
      const tokenizer = await library.AutoTokenizer.from_pretrained(folder, { local_files_only: true });
      return new Speaker(await library.AutoModelForTextToWaveform.from_pretrained(folder, loadOptions(at)), tokenizer);
    } catch (error) {
      throw explainBundleError(error);
    }
  }

  async generate(input: GenerationInput): Promise<FieldValue[]> {
    const value = input.value('text');
    const text = value?.kind === 'json' ? value.data : null;
    if (typeof text !== 'string') throw new AppError('INVALID_INPUT', 'Input `text` is a list: send one text.');
    const tensors = this.#encode(text);
    const ids = [...((tensors.input_ids?.data ?? []) as BigInt64Array)];
    const silent = this.#tokenizer.pad_token_id ?? -1;
    if (ids.every((id) => Number(id) === silent)) {
      throw new AppError('INVALID_INPUT', 'There is nothing to say: the text holds no sign that this model has a sound for.', {
        suggestions: ['Send words in the language and script of the model, numbers spelt out.'],
      });
    }
    const { waveform } = (await this.#model(tensors)) as { waveform: Tensor };
    const { sampling_rate: hz } = this.#model.config as unknown as { sampling_rate: number };
    return [{ name: 'audio', mediaType: 'audio/wav', bytes: wavOf(waveform.data as Float32Array, hz) }];
  }

  #encode(text: string): Record<string, Tensor> {
    try {
      return this.#tokenizer(text, {}) as Record<string, Tensor>;
    } catch (error) {
      // A sign that is in no list of the tokenizer has no number.
      throw new AppError('INVALID_INPUT', 'The text holds a sign that this model does not know.', {
        cause: error instanceof Error ? error.message : String(error),
        suggestions: ['Send words in the language and script of the model, numbers spelt out.'],
      });
    }
  }

  async release(): Promise<void> {
    await this.#model.dispose();
  }
}
