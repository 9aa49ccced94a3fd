import { z } from 'zod';

const fieldRef = z.object({ field: z.string() });

/** Which files cut texts into tokens, and how many of them a row may have. */
const tokenizer = {
  tokenizer: z.string().default('tokenizer.json'),
  config: z.string().nullable().default(null),
  maxLength: z.number().int().positive(),
  length: z.number().int().positive().optional(),
};

/** From text to ids and back. */
export const textSteps = [
  /**
   * text (or a list of texts) → tensors input_ids, attention_mask, token_type_ids, position_ids: INT64 [texts, length], those the graph takes. Reads the version's tokenizer.json.
   * Longer texts are cut (`truncate`), shorter ones padded to the longest or to `length` when the graph's is fixed.
   */
  z.object({
    kind: z.literal('tokenise'),
    ...tokenizer,
    truncate: z.boolean().default(true),
    /** Put before each text ("query: "). */
    prefix: z.string().default(''),
    /** Text of another input field, put before the field's own as the first of the list. */
    before: fieldRef.optional(),
  }),
  /**
   * text → tensors as of tokenise, one row for each window of it: question and window as a pair. Windows overlap by `stride`
   * tokens; a text of more than `maxWindows` is refused.
   */
  z.object({
    kind: z.literal('tokenise-context'),
    ...tokenizer,
    question: fieldRef,
    stride: z.number().int().nonnegative().default(128),
    maxWindows: z.number().int().positive().default(200),
  }),
  /** text → tensors as of tokenise, one row for each label: text and `template` with the label in place of {} as a pair. */
  z.object({ kind: z.literal('tokenise-hypotheses'), ...tokenizer, candidates: fieldRef, template: fieldRef }),
  /**
   * tensors start and end [windows, S] → [{answer, score, start, end}], best first: spans of whole words, of at most
   * `maxTokens` tokens. With `impossible` no answer ("") is one of them.
   */
  z.object({
    kind: z.literal('find-answers'),
    start: z.string(),
    end: z.string(),
    k: z.union([z.number().int(), fieldRef]).default(1),
    maxTokens: z.union([z.number().int(), fieldRef]).default(15),
    impossible: z.union([z.boolean(), fieldRef]).default(false),
  }),
  /**
   * tensor logits [labels, C] → [{label, score}], best first: softmax of the entailment over all labels, or with `multi` of
   * entailment against contradiction for each.
   */
  z.object({
    kind: z.literal('entailed-labels'),
    entailment: z.number().int().nonnegative(),
    contradiction: z.number().int().nonnegative(),
    candidates: fieldRef,
    multi: fieldRef,
  }),
  /**
   * tensor logits [1, S, C] → [{entity or entity_group, score, word, start, end}]. `labels` as the model's config has
   * them ("B-PER"). Strategies as in Hugging Face's token-classification pipeline.
   */
  z.object({
    kind: z.literal('label-tokens'),
    labels: z.array(z.string()).min(1),
    aggregation: z.union([z.enum(['none', 'simple', 'first', 'average', 'max']), fieldRef]).default('simple'),
    ignore: z.array(z.string()).default(['O']),
  }),
  /** tensor logits [1, S, V] → [{sequence, score, token, token_str}] per mask; one list when there is one mask. */
  z.object({ kind: z.literal('fill-masks'), k: z.union([z.number().int(), fieldRef]).default(5) }),
  /** tensor [texts, S, D] with the attention mask → [texts, D]; [texts, D] passes. */
  z.object({ kind: z.literal('pool'), mode: z.enum(['mean', 'cls', 'last', 'max']).default('mean') }),
  /** tensor [texts, D] → rows of length 1 (x ÷ max(‖x‖₂, 1e-12)). */
  z.object({ kind: z.literal('l2-normalise') }),
  /** tensor [1 + n, D] → n cosine similarities of the first row to the others. */
  z.object({ kind: z.literal('similarity') }),
  /** tensor [n, D] → number[][] (or number[] for one text sent as a plain string). */
  z.object({ kind: z.literal('to-vectors') }),
] as const;
