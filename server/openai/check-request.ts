import { z } from 'zod';
import { AppError } from '../errors.ts';
import { badParameter } from './openai-error.ts';

/** Only what stands for "as it is without it": a field that would change something and cannot is refused by name. */
const idle = (...values: unknown[]) => z.custom<unknown>((value) => values.some((same) => JSON.stringify(same) === JSON.stringify(value)));

const sampling = {
  model: z.string(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  seed: z.number().int().min(0).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
  /** Who asks, for the caller's own books: it changes nothing anywhere. */
  user: z.string().optional(),
  /** As other servers take them beside OpenAI's own. */
  top_k: z.number().int().min(0).optional(),
  repetition_penalty: z.number().min(0.01).max(2).optional(),
  min_tokens: z.number().int().min(0).optional(),
  n: idle(1, null).optional(),
  frequency_penalty: idle(0, null).optional(),
  presence_penalty: idle(0, null).optional(),
  logit_bias: idle({}, null).optional(),
};

const contentSchema = z.union([z.string(), z.array(z.strictObject({ type: z.literal('text'), text: z.string() }))]);

export const chatSchema = z.strictObject({
  ...sampling,
  messages: z.array(z.strictObject({ role: z.enum(['system', 'developer', 'user', 'assistant']), content: contentSchema })).min(1),
  max_completion_tokens: z.number().int().min(1).nullish(),
  response_format: idle({ type: 'text' }).optional(),
  logprobs: idle(false, null).optional(),
  tools: idle([], null).optional(),
  tool_choice: idle('none', 'auto', null).optional(),
  store: idle(false, null).optional(),
});
export type ChatRequest = z.infer<typeof chatSchema>;

export const completionSchema = z.strictObject({
  ...sampling,
  prompt: z.string(),
  best_of: idle(1, null).optional(),
  echo: idle(false, null).optional(),
  logprobs: idle(null).optional(),
  suffix: idle(null, '').optional(),
});
export type CompletionRequest = z.infer<typeof completionSchema>;

export const embeddingSchema = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  user: z.string().optional(),
});

export const transcriptionSchema = z.strictObject({
  model: z.string(),
  language: z.string().optional(),
  response_format: z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt']).default('json'),
  temperature: z.coerce
    .number()
    .refine((value) => value === 0)
    .optional(),
  timestamp_granularities: z.array(z.enum(['word', 'segment'])).optional(),
  stream: z.enum(['true', 'false']).default('false'),
});
export type TranscriptionRequest = z.infer<typeof transcriptionSchema>;

/** JSON of a body, checked. @throws INVALID_INPUT naming the field that is unknown, unsupported or wrong */
export function checkBody<S extends z.ZodType>(schema: S, body: Buffer): z.infer<S> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AppError('INVALID_INPUT', 'The body is no JSON.', { cause: error instanceof Error ? error.message : undefined });
  }
  return check(schema, parsed);
}

export function check<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const at = [...issue.path.map(String), key].join('.');
    throw badParameter(at, `\`${at}\` is not supported here.`, ['Leave it out.']);
  }
  const at = issue?.path.map(String).join('.') ?? '';
  if (issue?.code === 'custom') throw badParameter(at, `\`${at}\` is supported only as what it is when left out.`, ['Leave it out.']);
  throw badParameter(at, `\`${at}\` is not what it has to be: ${issue?.message ?? 'it does not fit'}.`);
}
