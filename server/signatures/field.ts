import { z } from 'zod';
import { DATATYPE_NAMES } from './datatype.ts';
import { stepSchema } from './step.ts';

/** One dimension: a fixed size, a named size ("batch"), or null when the file leaves it open without a name. */
export const dimSchema = z.union([z.number().int().nonnegative(), z.string(), z.null()]);
export type Dim = z.infer<typeof dimSchema>;

/** How an output is best seen; without one its encoding decides. */
export const VIEWS = [
  'labels',
  'boxes',
  'masks',
  'spans',
  'answers',
  'fills',
  'lines',
  'segments',
  'embedding',
  'similarity',
  'rows',
  'depth',
  'generation',
  'messages',
  'transcript',
] as const;
export type View = (typeof VIEWS)[number];

const common = {
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  required: z.boolean(),
  /** The graph (by name) and tensors this field is made of; none for a field that only sets a parameter of a Step. */
  tensors: z.array(z.object({ graph: z.string(), name: z.string() })),
  /** From what a person sends to those tensors, or from those tensors to what a person sees, in order. */
  steps: z.array(stepSchema),
};

const media = {
  /** Accepted or given media types, the preferred one first. */
  mediaTypes: z.array(z.string()).min(1),
  /** Most bytes a caller may send. */
  maxBytes: z.number().int().positive().optional(),
};

export const tensorFieldSchema = z.object({
  ...common,
  encoding: z.literal('tensor'),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(dimSchema).nullable(),
});
export type TensorField = z.infer<typeof tensorFieldSchema>;

export const imageFieldSchema = z.object({ ...common, encoding: z.literal('image'), ...media, maxPixels: z.number().int().positive().optional() });
export type ImageField = z.infer<typeof imageFieldSchema>;

export const audioFieldSchema = z.object({ ...common, encoding: z.literal('audio'), ...media, maxSeconds: z.number().positive().optional() });
export type AudioField = z.infer<typeof audioFieldSchema>;

export const fileFieldSchema = z.object({ ...common, encoding: z.literal('file'), ...media });
export type FileField = z.infer<typeof fileFieldSchema>;

export const textFieldSchema = z.object({
  ...common,
  encoding: z.literal('text'),
  maxChars: z.number().int().positive().optional(),
  /** Text of several lines, or a list of texts, is usual. */
  multiline: z.boolean().optional(),
  /** A list of short texts; one text with commas between them is such a list too. */
  list: z.boolean().optional(),
  default: z.string().optional(),
});
export type TextField = z.infer<typeof textFieldSchema>;

export const numberFieldSchema = z.object({
  ...common,
  encoding: z.literal('number'),
  min: z.number().optional(),
  max: z.number().optional(),
  integer: z.boolean().optional(),
  unit: z.string().optional(),
  default: z.number().optional(),
});
export type NumberField = z.infer<typeof numberFieldSchema>;

export const booleanFieldSchema = z.object({ ...common, encoding: z.literal('boolean'), default: z.boolean().optional() });
export type BooleanField = z.infer<typeof booleanFieldSchema>;

export const choiceFieldSchema = z.object({ ...common, encoding: z.literal('choice'), choices: z.array(z.string()).min(1), default: z.string().optional() });
export type ChoiceField = z.infer<typeof choiceFieldSchema>;

/** One column of a table row. `categories` makes it a choice; a column of text without them takes any text. */
export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(['number', 'integer', 'text', 'boolean']),
  title: z.string().optional(),
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  categories: z.array(z.string()).optional(),
  /** A missing value is let through as NaN or "". */
  optional: z.boolean().optional(),
});
export type Column = z.infer<typeof columnSchema>;

/** Rows of a table: `{column: value}` or a list of them; also `{column: [values]}`. */
export const rowFieldSchema = z.object({
  ...common,
  encoding: z.literal('row'),
  columns: z.array(columnSchema).min(1),
  maxRows: z.number().int().positive().optional(),
});
export type RowField = z.infer<typeof rowFieldSchema>;

/** Canonical JSON of a task, or a JSON value a Step takes. */
export const jsonFieldSchema = z.object({ ...common, encoding: z.literal('json'), view: z.enum(VIEWS).optional(), default: z.unknown().optional() });
export type JsonField = z.infer<typeof jsonFieldSchema>;

/** What a person sends or sees, bound to tensors by Steps. Without Steps the tensor itself crosses the API. */
export const fieldSchema = z.discriminatedUnion('encoding', [
  tensorFieldSchema,
  imageFieldSchema,
  audioFieldSchema,
  fileFieldSchema,
  textFieldSchema,
  numberFieldSchema,
  booleanFieldSchema,
  choiceFieldSchema,
  rowFieldSchema,
  jsonFieldSchema,
]);
export type Field = z.infer<typeof fieldSchema>;
export type Encoding = Field['encoding'];
