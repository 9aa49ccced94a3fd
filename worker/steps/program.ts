import { AppError, isAppError } from '../../server/errors.ts';
import type { Field } from '../../server/signatures/field.ts';
import { mainGraph } from '../../server/signatures/main-graph.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { StepKind } from '../../server/signatures/step.ts';
import { decodeTensorJson } from '../../server/signatures/tensor-json.ts';
import { isTensorValue, JSON_TYPE, readJsonValue, type FieldValue, type TensorValue } from '../../server/signatures/value.ts';
import { STEPS } from './registry.ts';
import type { Apply, StepRun, StepTensor, StepTools, Value } from './step.ts';

interface Chain {
  field: Field;
  steps: { kind: StepKind; apply: Apply }[];
}

const NO_GRAPH: StepRun['runGraph'] = () => Promise.reject(new Error('no Step of these runs a graph'));

type RunGraph = StepRun['runGraph'];

/**
 * A version's Steps, prepared: from what a person sends to the tensors of the main graph, and from its tensors to what a
 * person sees. What belongs to one invocation is in the StepRun that `before` returns and `after` takes.
 */
export class Program {
  readonly #inputs: Chain[];
  readonly #outputs: Chain[];
  readonly #constants: TensorValue[];
  readonly #graph: string;

  private constructor(signature: Signature, chains: { inputs: Chain[]; outputs: Chain[] }) {
    this.#inputs = chains.inputs;
    this.#outputs = chains.outputs;
    this.#graph = mainGraph(signature).name;
    this.#constants = (signature.constants ?? [])
      .filter(({ graph }) => graph === this.#graph)
      .map(({ data, ...head }) => ({ name: head.name, datatype: head.datatype, shape: head.shape, bytes: decodeTensorJson({ ...head, data }).bytes }));
  }

  /** Prepares every Step once. @throws AppError INVALID_MODEL when a Step cannot be prepared with these files */
  static async prepare(signature: Signature, tools: StepTools): Promise<Program> {
    const chainOf = async (field: Field): Promise<Chain> => ({
      field,
      steps: await Promise.all(field.steps.map(async (step) => ({ kind: step.kind, apply: await STEPS[step.kind](step as never, tools) }))),
    });
    const inputs = await Promise.all(signature.inputs.map(chainOf));
    const outputs = await Promise.all(signature.outputs.map(chainOf));
    return new Program(signature, { inputs, outputs });
  }

  /** Tensors of the main graph that the named output fields are made of; null: all fields. */
  tensorsOf(outputs: readonly string[] | null): string[] {
    const chains = outputs ? this.#outputs.filter(({ field }) => outputs.includes(field.name)) : this.#outputs;
    return [...new Set(chains.flatMap(({ field }) => field.tensors.filter(({ graph }) => graph === this.#graph).map(({ name }) => name)))];
  }

  /** What was sent → the main graph's inputs. @throws AppError INVALID_INPUT naming the field */
  async before(sent: readonly FieldValue[], runGraph: RunGraph): Promise<{ feeds: TensorValue[]; run: StepRun }> {
    const { values, run } = this.#begin(sent, runGraph);
    const feeds = [...this.#constants];
    for (const chain of this.#inputs) {
      const { field } = chain;
      if (field.tensors.length === 0) continue;
      const value = values.get(field.name);
      if (!value) continue;
      feeds.push(...feedsOf(field, await follow(chain, { value: valueOf(field, value), run, side: 'Input' })));
    }
    return { feeds, run };
  }

  /** What was sent, field by field: its value after its Steps, for what is no graph's business. @throws AppError INVALID_INPUT naming the field */
  async inputs(sent: readonly FieldValue[]): Promise<{ value(field: string): Value | null; parameter(field: string): unknown }> {
    const { values: given, run } = this.#begin(sent, NO_GRAPH);
    const values = new Map<string, Value>();
    for (const chain of this.#inputs) {
      const value = given.get(chain.field.name);
      if (value) values.set(chain.field.name, await follow(chain, { value: valueOf(chain.field, value), run, side: 'Input' }));
    }
    return { value: (field) => values.get(field) ?? null, parameter: run.parameter };
  }

  /** The main graph's outputs → what is answered, in the signature's order. @throws AppError */
  async after(tensors: readonly TensorValue[], outputs: readonly string[] | null, run: StepRun): Promise<FieldValue[]> {
    const byName = new Map(tensors.map(({ name, datatype, shape, bytes }): [string, StepTensor] => [name, { kind: 'tensor', datatype, shape, bytes }]));
    const answers: FieldValue[] = [];
    for (const chain of this.#outputs) {
      if (outputs && !outputs.includes(chain.field.name)) continue;
      const bound = chain.field.tensors.flatMap(({ name }) => (byName.has(name) ? [[name, byName.get(name) as StepTensor] as const] : []));
      const start: Value = bound.length === 1 && bound[0] ? bound[0][1] : { kind: 'tensors', byName: new Map(bound) };
      answers.push(answerOf(chain.field, await follow(chain, { value: start, run, side: 'Output' })));
    }
    return answers;
  }

  /** What was sent by its names, and what belongs to this one invocation. */
  #begin(sent: readonly FieldValue[], runGraph: RunGraph): { values: Map<string, FieldValue>; run: StepRun } {
    const values = new Map(sent.map((value) => [value.name, value]));
    const parameter = (name: string) => parameterOf(this.#inputs.find(({ field }) => field.name === name)?.field, values.get(name));
    return {
      values,
      run: { original: null, geometry: null, texts: null, passage: null, tokenCount: null, sound: null, missing: null, parameter, runGraph },
    };
  }
}

async function follow({ field, steps }: Chain, from: { value: Value; run: StepRun; side: 'Input' | 'Output' }): Promise<Value> {
  let { value } = from;
  for (const { kind, apply } of steps) {
    try {
      value = await apply(value, from.run);
    } catch (error) {
      throw located(error, `${from.side} \`${field.name}\``, kind);
    }
  }
  return value;
}

function located(error: unknown, where: string, kind: StepKind): AppError {
  if (isAppError(error)) {
    return new AppError(error.code, `${where}: ${error.message}`, { cause: error.why ?? undefined, suggestions: error.suggestions });
  }
  return new AppError('INTERNAL', `${where}: the Step ${kind} failed.`, {
    cause: error instanceof Error ? error.message : String(error),
    suggestions: ['Correct the Steps of this version: its signature can be edited as a new version of the same files.'],
  });
}

function valueOf(field: Field, value: FieldValue): Value {
  if (isTensorValue(value)) return { kind: 'tensor', datatype: value.datatype, shape: value.shape, bytes: value.bytes };
  if (field.encoding === 'image' || field.encoding === 'audio' || field.encoding === 'file') {
    return { kind: 'media', mediaType: value.mediaType, bytes: value.bytes };
  }
  return { kind: 'json', data: readJsonValue(value) };
}

function parameterOf(field: Field | undefined, value: FieldValue | undefined): unknown {
  if (value && !isTensorValue(value)) return readJsonValue(value);
  return field && 'default' in field ? field.default : undefined;
}

function feedsOf(field: Field, value: Value): TensorValue[] {
  if (value.kind === 'tensor') {
    const name = field.tensors[0]?.name ?? field.name;
    return [{ name, datatype: value.datatype, shape: value.shape, bytes: value.bytes }];
  }
  if (value.kind !== 'tensors') throw new AppError('INTERNAL', `Input \`${field.name}\`: its Steps end with ${value.kind}, not with a tensor.`);
  return field.tensors.flatMap(({ name }) => {
    const tensor = value.byName.get(name);
    return tensor ? [{ name, datatype: tensor.datatype, shape: tensor.shape, bytes: tensor.bytes }] : [];
  });
}

function answerOf(field: Field, value: Value): FieldValue {
  const { name } = field;
  if (value.kind === 'tensor') return { name, datatype: value.datatype, shape: value.shape, bytes: value.bytes };
  if (value.kind === 'media') return { name, mediaType: value.mediaType, bytes: value.bytes };
  if (value.kind === 'json') return { name, mediaType: JSON_TYPE, bytes: Buffer.from(JSON.stringify(value.data, finite)) };
  throw new AppError('INTERNAL', `Output \`${name}\`: its Steps end with ${value.kind}, which nobody can read.`);
}

// JSON has no NaN: without this it would silently become null.
function finite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
