import type { Message, PreTrainedModel, PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { AppError } from '../../../server/errors.ts';
import { jsonValue, type FieldValue } from '../../../server/signatures/value.ts';
import { explainBundleError, folderOf, loadOptions, readBundleText, type BundleAt } from './bundle-files.ts';
import type { GenerationInput, GenerationWork, Generator } from './generator.ts';
import { library } from './library.ts';
import { finishOf, prepareSampling } from './sampling.ts';

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** Text that goes on with a prompt, or with a conversation. */
export class CausalGenerator implements Generator {
  readonly #at: BundleAt;
  readonly #model: PreTrainedModel;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #template: string | null;

  private constructor(at: BundleAt, parts: { model: PreTrainedModel; tokenizer: PreTrainedTokenizer; template: string | null }) {
    this.#at = at;
    this.#model = parts.model;
    this.#tokenizer = parts.tokenizer;
    this.#template = parts.template;
  }

  /** @throws AppError INVALID_MODEL, UNSUPPORTED_MODEL */
  static async load(at: BundleAt): Promise<CausalGenerator> {
    try {
      const folder = folderOf(at);
      const tokenizer = await library.AutoTokenizer.from_pretrained(folder, { local_files_only: true });
      const model = await library.AutoModelForCausalLM.from_pretrained(folder, loadOptions(at));
      // The library does not read the file newer bundles keep it in.
      return new CausalGenerator(at, { tokenizer, model, template: await readBundleText(at, 'chat_template.jinja') });
    } catch (error) {
      throw explainBundleError(error);
    }
  }

  async generate(input: GenerationInput, work: GenerationWork): Promise<FieldValue[]> {
    const { ids, tensors } = this.#encode(input);
    const { contextLength } = this.#at.generation;
    if (ids === 0) throw new AppError('INVALID_INPUT', 'The prompt is empty: there is nothing to go on with.');
    if (contextLength !== null && ids >= contextLength) {
      throw new AppError('INVALID_INPUT', `The prompt has ${ids} tokens; this model reads up to ${contextLength}, with the answer.`, {
        suggestions: ['Send a shorter prompt, or leave out the oldest messages.'],
      });
    }
    const sampling = prepareSampling(input, { tokenizer: this.#tokenizer, work, mostNew: contextLength === null ? null : contextLength - ids });
    await this.#model.generate({ ...tensors, ...sampling.options });
    const { text } = sampling;
    const details = { finish_reason: finishOf(sampling, this.#model), prompt_tokens: ids, generated_tokens: text.count, ...sampling.pace() };
    return [jsonValue('completion', { generated_text: text.text, details })];
  }

  async release(): Promise<void> {
    await this.#model.dispose();
  }

  #encode(input: GenerationInput): { ids: number; tensors: Record<string, Tensor> } {
    const messages = jsonOf(input, 'messages');
    const prompt = jsonOf(input, 'prompt');
    const hasPrompt = typeof prompt === 'string' && prompt !== '';
    if (messages !== null && hasPrompt) throw new AppError('INVALID_INPUT', 'Both `messages` and `prompt` were sent: send one of them.');
    if (messages === null && !hasPrompt) {
      throw new AppError('INVALID_INPUT', this.#at.generation.chat ? 'Neither `messages` nor `prompt` was sent: send one of them.' : 'The `prompt` is empty.');
    }
    const text = messages === null ? (prompt as string) : this.#render(readMessages(messages));
    const tensors = this.#tokenizer(text, messages === null ? {} : { add_special_tokens: false }) as Record<string, Tensor>;
    return { ids: tensors.input_ids?.dims.at(-1) ?? 0, tensors };
  }

  #render(messages: Message[]): string {
    try {
      const options = { tokenize: false, add_generation_prompt: true, ...(this.#template ? { chat_template: this.#template } : {}) };
      return this.#tokenizer.apply_chat_template(messages, options) as string;
    } catch (error) {
      throw new AppError('INVALID_INPUT', 'The model’s chat template does not take these messages.', {
        cause: error instanceof Error ? error.message : String(error),
        suggestions: ['Many templates want user and assistant in turn, beginning with user, and some have no system message.'],
      });
    }
  }
}

function jsonOf(input: GenerationInput, field: string): unknown {
  const value = input.value(field);
  return value?.kind === 'json' && value.data !== undefined ? value.data : null;
}

function readMessages(sent: unknown): Message[] {
  if (typeof sent === 'string') return [{ role: 'user', content: sent }];
  const wrong = (what: string) =>
    new AppError('INVALID_INPUT', `Input \`messages\`: ${what}.`, { suggestions: ['Send [{"role": "user", "content": "Hello"}].'] });
  if (!Array.isArray(sent) || sent.length === 0) throw wrong('it is no list of messages');
  return sent.map((item: unknown, index) => {
    const { role, content } = (item ?? {}) as Record<string, unknown>;
    if (typeof role !== 'string' || !ROLES.has(role))
      throw wrong(`message ${index + 1} has the role ${JSON.stringify(role)}; roles are system, user and assistant`);
    if (typeof content !== 'string') throw wrong(`message ${index + 1} has no text as its content`);
    return { role, content };
  });
}
