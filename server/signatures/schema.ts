import { z } from 'zod';
import { DATATYPE_NAMES } from './datatype.ts';

/** One dimension: a fixed size, a named size ("batch"), or null when the file leaves it open without a name. */
export const dimSchema = z.union([z.number().int().nonnegative(), z.string(), z.null()]);
export type Dim = z.infer<typeof dimSchema>;

/** A tensor as a graph declares it. `shape: null` means the file does not even give a rank. */
export const tensorSpecSchema = z.object({
  name: z.string(),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(dimSchema).nullable(),
});
export type TensorSpec = z.infer<typeof tensorSpecSchema>;

/** What a person sends or sees, bound to tensors by Steps. Without Steps the tensor itself crosses the API. */
export const fieldSchema = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  encoding: z.enum(['tensor']),
  datatype: z.enum(DATATYPE_NAMES),
  shape: z.array(dimSchema).nullable(),
  required: z.boolean(),
  /** The graph (by name) and tensors this field is made of. */
  tensors: z.array(z.object({ graph: z.string(), name: z.string() })),
  steps: z.array(z.object({ kind: z.string() })).max(0),
});
export type Field = z.infer<typeof fieldSchema>;

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
});
export type Graph = z.infer<typeof graphSchema>;

export const signatureSchema = z.object({
  task: z.literal('tensor'),
  inputs: z.array(fieldSchema),
  outputs: z.array(fieldSchema),
  graphs: z.array(graphSchema),
});
export type Signature = z.infer<typeof signatureSchema>;
