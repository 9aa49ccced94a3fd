import { z } from 'zod';

const mapping = z.object({ column: z.string(), mean: z.number().optional(), std: z.number().optional(), categories: z.array(z.string()).optional() });

/** From rows of a table to tensors and back. */
export const tableSteps = [
  /** rows → rows with each named number column as (x − mean) ÷ std. */
  z.object({ kind: z.literal('standardise'), columns: z.array(mapping.required({ mean: true, std: true })).min(1) }),
  /** rows → rows with each named text column as the index of its category. */
  z.object({ kind: z.literal('category-map'), columns: z.array(mapping.required({ categories: true })).min(1) }),
  /** rows → rows with each named column replaced by one number column per category, `column=category`, 1 or 0. */
  z.object({ kind: z.literal('one-hot'), columns: z.array(mapping.required({ categories: true })).min(1) }),
  /**
   * rows → tensors. With one binding: [rows, columns] of its datatype. With several: one tensor [rows, 1] (or [rows, n])
   * per binding, by the tensor's name. A missing number is NaN, a missing text "".
   */
  z.object({
    kind: z.literal('rows-to-tensors'),
    bindings: z
      .array(z.object({ tensor: z.string(), columns: z.array(z.string()).min(1), datatype: z.enum(['FP32', 'FP64', 'INT64', 'INT32', 'BYTES', 'BOOL']) }))
      .min(1),
  }),
  /**
   * tensors label [N] and probabilities [N, C] (either may be missing) → per row {label, score, scores:[{label, score}]}.
   * One column of probabilities is that of the second class.
   */
  z.object({
    kind: z.literal('class-rows'),
    label: z.string().nullable(),
    probabilities: z.string().nullable(),
    labels: z.array(z.string()).default([]),
  }),
  /** tensor [N] or [N, 1] → list of numbers, one per row. */
  z.object({ kind: z.literal('value-rows') }),
] as const;
