/** Tokens of a model that reads bytes: one for each, then these. */
export const SPECIALS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<pad>'] as const;
export const VOCABULARY = 256 + SPECIALS.length;
export const IM_START = 257;
export const IM_END = 258;

const CHAT_TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** tokenizer.json and its companions of a byte-level tokenizer without merges. Source of the letters for bytes: GPT-2, bytes_to_unicode. */
export function byteTokenizer(options: { contextLength: number; chat: boolean }): Record<string, object> {
  const letters = lettersOfBytes();
  const vocab = Object.fromEntries([...letters.map((letter, byte) => [letter, byte]), ...SPECIALS.map((token, index) => [token, 256 + index])]) as object;
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: SPECIALS.map((content, index) => ({
        id: 256 + index,
        content,
        single_word: false,
        lstrip: false,
        rstrip: false,
        normalized: false,
        special: true,
      })),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: null,
      decoder: byteLevel,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab,
        merges: [],
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'GPT2Tokenizer',
      bos_token: null,
      eos_token: SPECIALS[2],
      pad_token: SPECIALS[3],
      model_max_length: options.contextLength,
      clean_up_tokenization_spaces: false,
      ...(options.chat ? { chat_template: CHAT_TEMPLATE } : {}),
    },
  };
}

function lettersOfBytes(): string[] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++));
}
