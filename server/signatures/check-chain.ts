import type { Field } from './field.ts';
import { refuseSignature } from './refuse-signature.ts';
import type { Graph, Signature } from './schema.ts';
import type { Step } from './step.ts';
import { STEP_CHAINS } from './steps/step-chains.ts';
import type { ValueKind } from './steps/step-chains.ts';

/** A field of a signature, for messages. */
export interface Place {
  signature: Signature;
  field: Field;
  side: 'Input' | 'Output';
}

export function spellPlace({ side, field }: Place, at?: number): string {
  const step = at === undefined ? undefined : field.steps[at];
  return `${side} \`${field.name}\`${step ? `, step ${(at ?? 0) + 1} (${step.kind})` : ''}`;
}

/** Whether each Step takes what the one before gives, and the last gives what the field is. @throws AppError INVALID_INPUT */
export function checkChain(place: Place): void {
  const { field, side } = place;
  if (field.tensors.length === 0) {
    if (side === 'Output') throw refuseSignature(spellPlace(place), 'it is made of no tensor', 'Bind it to an output of the model, or remove it.');
    if (field.steps.length > 0)
      throw refuseSignature(spellPlace(place), 'it has Steps and feeds no tensor', 'Bind it to an input of the model, or remove its Steps.');
    return;
  }
  let kind = side === 'Input' ? sentAs(field) : field.tensors.length === 1 ? 'tensor' : 'tensors';
  field.steps.forEach((step, at) => {
    const { takes, gives, side: own, needs } = STEP_CHAINS[step.kind];
    const where = spellPlace(place, at);
    if (own !== (side === 'Input' ? 'in' : 'out')) {
      throw refuseSignature(where, `it belongs ${own === 'in' ? 'before' : 'after'} the model`, `Move it to an ${own === 'in' ? 'input' : 'output'}.`);
    }
    if (!takes.includes(kind)) {
      throw refuseSignature(
        where,
        `it takes ${takes.map(spell).join(' or ')} and gets ${spell(kind)}`,
        at === 0 ? 'Put a Step before it that gives that, or change the field.' : 'Put a Step between that gives that, or change their order.',
      );
    }
    const needed = needsTexts(step) ? 'tokenise' : needs;
    if (needed) requireStep(place, needed, where);
    checkNames(place, step, where);
    kind = gives === 'same' ? kind : typeof gives === 'string' ? gives : (gives[kind] ?? kind);
  });
  checkEnd(place, kind);
}

function sentAs({ encoding }: Field): ValueKind {
  if (encoding === 'image' || encoding === 'audio' || encoding === 'file') return 'media';
  return encoding === 'tensor' ? 'tensor' : 'json';
}

/** What the last Step gives is tensors before the model; after it, what the field says it is. */
function checkEnd(place: Place, kind: ValueKind): void {
  const { field, side } = place;
  if (side === 'Output') {
    if (kind !== sentAs(field))
      throw refuseSignature(
        spellPlace(place),
        `its Steps end with ${spell(kind)} and its encoding is ${field.encoding}`,
        'Add the Step that is missing, or change the encoding.',
      );
    return;
  }
  const fits = kind === 'tensors' || (kind === 'tensor' && field.tensors.length === 1);
  if (!fits) {
    const wanted = field.tensors.length === 1 ? 'a tensor' : `${field.tensors.length} tensors`;
    throw refuseSignature(spellPlace(place), `its Steps end with ${spell(kind)} and it feeds ${wanted}`, 'Add the Step that is missing.');
  }
}

/** All ways of pooling but the first token's look at which tokens are padding. */
function needsTexts(step: Step): boolean {
  return step.kind === 'pool' && step.mode !== 'cls';
}

function requireStep({ signature }: Place, kind: Step['kind'], where: string): void {
  if (signature.inputs.some(({ steps }) => steps.some((step) => step.kind === kind))) return;
  throw refuseSignature(where, `it needs what ${kind} notes about the input, and no input has that Step`, `Add ${kind} to an input, or remove this Step.`);
}

/** Parameters that name something: a field of the caller, a tensor, a graph. */
function checkNames({ signature, field }: Place, step: Step, where: string): void {
  for (const name of parametersOf(step)) checkParameter(signature, name, where);
  for (const name of tensorsOf(step)) {
    if (!field.tensors.some((tensor) => tensor.name === name)) {
      throw refuseSignature(
        where,
        `it names the tensor \`${name}\`, which this field is not made of`,
        `Add \`${name}\` to the field's tensors, or correct the name.`,
      );
    }
  }
  if (step.kind === 'run') checkRun(signature, step, where);
  if (step.kind === 'rows-to-tensors') checkColumns(field, step, where);
}

function checkParameter({ inputs }: Signature, name: string, where: string): void {
  const parameter = inputs.find((input) => input.name === name);
  if (!parameter)
    throw refuseSignature(where, `it takes a parameter from the field \`${name}\`, and there is none`, `Add an input \`${name}\`, or set the number itself.`);
  if (parameter.tensors.length > 0)
    throw refuseSignature(where, `it takes a parameter from \`${name}\`, which feeds the model`, 'Take it from an input that feeds no tensor.');
  const hasDefault = 'default' in parameter && parameter.default !== undefined;
  if (!parameter.required && !hasDefault) {
    throw refuseSignature(
      where,
      `it takes a parameter from \`${name}\`, which may be left out and has no default`,
      `Give \`${name}\` a default, or make it required.`,
    );
  }
}

/** Columns that one-hot makes have no names before it has run. */
function checkColumns(field: Field, step: Extract<Step, { kind: 'rows-to-tensors' }>, where: string): void {
  if (field.encoding !== 'row' || field.steps.some(({ kind }) => kind === 'one-hot')) return;
  const missing = step.bindings.flatMap(({ columns }) => columns).find((column) => !field.columns.some(({ name }) => name === column));
  if (missing !== undefined)
    throw refuseSignature(where, `it takes the column \`${missing}\`, which the field has not`, `Add the column \`${missing}\`, or correct the name.`);
}

function parametersOf(step: Step): string[] {
  return Object.values(step).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'field' in value && typeof value.field === 'string' ? [value.field] : [],
  );
}

function tensorsOf(step: Step): string[] {
  if (step.kind === 'decode-boxes') return Object.values(step.tensors);
  if (step.kind === 'prototype-masks') return [step.prototypes];
  if (step.kind === 'find-answers') return [step.start, step.end];
  if (step.kind === 'class-rows') return [step.label, step.probabilities].filter((name) => name !== null);
  return step.kind === 'rows-to-tensors' ? step.bindings.map(({ tensor }) => tensor) : [];
}

function checkRun({ graphs, constants = [] }: Signature, step: Extract<Step, { kind: 'run' }>, where: string): void {
  const graph = graphs.find(({ name }) => name === step.graph);
  if (!graph) throw refuseSignature(where, `there is no graph \`${step.graph}\``, `The graphs are ${graphs.map(({ name }) => `\`${name}\``).join(', ')}.`);
  requireTensor(graph.inputs, step.input, { where, what: `input of \`${graph.name}\`` });
  requireTensor(graph.outputs, step.output, { where, what: `output of \`${graph.name}\`` });
  const fed = [step.input, ...constants.filter((constant) => constant.graph === graph.name).map(({ name }) => name)];
  const left = graph.inputs.find(({ name }) => !fed.includes(name));
  if (left) throw refuseSignature(where, `nothing feeds the input \`${left.name}\` of \`${graph.name}\``, `Add a constant for \`${left.name}\`.`);
}

/** @throws AppError INVALID_INPUT when none has the name */
export function requireTensor(specs: Graph['inputs'], name: string, told: { where: string; what: string }): void {
  if (specs.some((spec) => spec.name === name)) return;
  const names = specs.slice(0, 8).map((spec) => `\`${spec.name}\``);
  throw refuseSignature(told.where, `there is no ${told.what} named \`${name}\``, names.length > 0 ? `There is ${names.join(', ')}.` : 'The model has none.');
}

function spell(kind: ValueKind): string {
  const words: Record<ValueKind, string> = {
    media: "a file's bytes",
    json: 'JSON',
    picture: 'a picture',
    pixels: 'pixels as numbers',
    sound: 'sound',
    tensor: 'a tensor',
    tensors: 'several tensors',
    boxes: 'boxes',
    quads: 'four-cornered areas',
    crops: 'pieces of the picture',
  };
  return words[kind];
}
