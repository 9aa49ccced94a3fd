import { z } from 'zod';
import { bundleSchema, generationSchema } from './bundle/schema.ts';
import { DATATYPE_NAMES } from './datatype.ts';
import { dimSchema, fieldSchema } from './field.ts';
import { TASKS, taskSchema } from './task.ts';

/** A tensor as a graph declares it. `shape: null` means the file does not even give a rank. */
export const tensorSpecSchema = z.object({
  name: z.string(),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(dimSchema).nullable(),
});
export type TensorSpec = z.infer<typeof tensorSpecSchema>;

/** What was read from one ONNX file without loading its weights. */
export const graphSchema = z.object({
  name: z.string(),
  file: z.string(),
  sizeBytes: z.number().int(),
  irVersion: z.number().int(),
  opsets: z.array(z.object({ domain: z.string(), version: z.number().int() })),
  producer: z.string(),
  producerVersion: z.string(),
  domain: z.string(),
  modelVersion: z.string(),
  docString: z.string(),
  graphName: z.string(),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
  /** Elements over all initializers; weights kept in Constant nodes are counted too where their dims are given. */
  parameterCount: z.number().int(),
  weightBytes: z.number().int(),
  nodeCount: z.number().int(),
  /** Operators used, sub-graphs included, most used first. */
  operators: z.array(z.object({ domain: z.string(), opType: z.string(), count: z.number().int() })),
  /** Files that hold weights beside the model, with the last byte the model needs of each. */
  externalData: z.array(z.object({ location: z.string(), endBytes: z.number().int().nullable() })),
  inputs: z.array(tensorSpecSchema),
  outputs: z.array(tensorSpecSchema),
  /** Outputs that are sequences, maps or optionals: not served, listed so that nobody wonders. */
  skippedOutputs: z.array(z.object({ name: z.string(), type: z.string() })),
  /** Classes by name or number, where the graph's own classifiers (ai.onnx.ml) say them. */
  classLabels: z.array(z.string()).optional(),
  /** scikit-learn's ZipMaps: `tensor` goes into one and is served in place of its `output`, with a column for each label. */
  zipMaps: z.array(z.object({ output: z.string(), tensor: z.string(), labels: z.array(z.string()) })).optional(),
});
export type Graph = z.infer<typeof graphSchema>;

/** A tensor every run gets, whatever is sent: silero's sample rate. `data` as in the API's JSON. */
export const constantSchema = z.object({
  graph: z.string(),
  name: z.string(),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(z.number().int().nonnegative()),
  data: z.array(z.union([z.number(), z.string(), z.boolean()])),
});
export type Constant = z.infer<typeof constantSchema>;

/**
 * A model with memory: the graph runs once per row of its input `over` (axis 0), in order, and what each output `from` of a
 * row says is the input `to` of the next; the first row gets zeros of `shape`. The other outputs are stacked on axis 0.
 */
export const stateLoopSchema = z.object({
  over: z.string(),
  carry: z.array(z.object({ from: z.string(), to: z.string(), datatype: z.enum(DATATYPE_NAMES), shape: z.array(z.number().int().nonnegative()) })).min(1),
});
export type StateLoop = z.infer<typeof stateLoopSchema>;

/** How the task was found. Confidence is in 0..1: from 0.9 it is taken, from 0.6 a person is asked to check it. */
export const guessSchema = z.object({
  task: taskSchema,
  confidence: z.number().min(0).max(1),
  /** One sentence each: "input is [N,3,224,224]". */
  reasons: z.array(z.string()),
  /** What was taken for granted ("mean and std of ImageNet"): check these when results look wrong. */
  assumptions: z.array(z.string()),
  alternatives: z.array(z.object({ task: z.enum(TASKS), confidence: z.number() })),
  /** Chosen by a person. */
  chosen: z.boolean(),
});
export type Guess = z.infer<typeof guessSchema>;

export const signatureSchema = z.object({
  task: taskSchema,
  inputs: z.array(fieldSchema),
  outputs: z.array(fieldSchema),
  graphs: z.array(graphSchema),
  constants: z.array(constantSchema).optional(),
  loop: stateLoopSchema.optional(),
  bundle: bundleSchema.optional(),
  generation: generationSchema.optional(),
  guess: guessSchema.optional(),
});
export type Signature = z.infer<typeof signatureSchema>;
