import { z } from 'zod';
import { DATATYPE_NAMES } from '../signatures/datatype.ts';

const NAME = z.string().describe('Name of an input of the model’s signature.');

/** The forms an input can be sent in, by what it has beside its name. */
export const tensorForm = z.object({
  name: NAME,
  datatype: z.enum(DATATYPE_NAMES, { error: ({ input }) => `${JSON.stringify(input) ?? 'nothing'} is no datatype. There are ${DATATYPE_NAMES.join(', ')}.` }),
  shape: z
    .array(
      z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 48),
    )
    .max(64),
  data: z
    .unknown()
    .optional()
    .describe('Elements in row-major order, flat or nested. INT64 and UINT64 beyond ±(2^53−1), NaN, Infinity and -Infinity as strings.'),
  parameters: z.object({ binary_data_size: z.number().int().nonnegative().optional() }).optional(),
});

export const dataForm = z.strictObject({
  name: NAME,
  data: z
    .unknown()
    .describe('Text, a number, true or false, a choice, a table row; base64 or a data: URL where the input is a picture, a recording or a file.'),
});

export const urlForm = z.strictObject({
  name: NAME,
  url: z.string().describe('A public http or https address; the file is fetched and kept with the run.'),
});

export const uploadForm = z.strictObject({ name: NAME, upload: z.string().describe('`up_…` of a finished upload.') });

/** Any of the forms, checked as the one it was meant to have, so that a mistake in it is told for that one. */
export const anyForm = z.unknown().transform((item, issues) => {
  const parsed = formOf(item).safeParse(item);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) issues.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

function formOf(item: unknown) {
  const keys = typeof item === 'object' && item !== null ? item : {};
  if ('datatype' in keys || 'shape' in keys || 'parameters' in keys) return tensorForm;
  if ('url' in keys) return urlForm;
  return 'upload' in keys ? uploadForm : dataForm;
}
