import { z } from 'zod';
import { valueInfoSchema } from '../invocations/schema.ts';
import { actorRecordSchema } from '../schema.ts';

export const exampleNameSchema = z.string().trim().min(1, 'An example needs a name.').max(80, 'A name has up to 80 characters.');

/** Inputs kept with a model, with what came out of one version. Golden: every new version has to give the same. */
export const exampleSchema = z.object({
  id: z.string(),
  model: z.string(),
  name: z.string(),
  golden: z.boolean(),
  /** The version that gave the outputs. */
  version: z.number().int(),
  inputs: z.array(valueInfoSchema),
  outputs: z.array(valueInfoSchema).nullable(),
  createdBy: actorRecordSchema,
  createdAt: z.date(),
});
export type ExampleView = z.infer<typeof exampleSchema>;

export const saveExampleSchema = z.object({ team: z.string(), invocation: z.string(), name: exampleNameSchema, golden: z.boolean().default(false) });

/** How one golden test went on a version. */
export const goldenResultSchema = z.object({
  example: z.string(),
  name: z.string(),
  passed: z.boolean(),
  /** Per output that is not the same: how it differs, in one sentence. */
  differences: z.array(z.object({ output: z.string(), message: z.string() })),
});
export type GoldenResult = z.infer<typeof goldenResultSchema>;
