import { checkChain, requireTensor, spellPlace } from './check-chain.ts';
import type { Place } from './check-chain.ts';
import type { Field } from './field.ts';
import { refuseSignature } from './refuse-signature.ts';
import type { Constant, Graph, Signature } from './schema.ts';
import type { Step } from './step.ts';

/**
 * Refuses a signature that no run could follow: names that do not exist or come twice, Steps that do not connect, inputs of
 * the model that nothing feeds. With `files`, the version's file names, what Steps read is looked for too.
 * @throws AppError INVALID_INPUT naming the field and the Step
 */
export function checkSignature(signature: Signature, files?: readonly string[]): void {
  const [graph] = signature.graphs;
  if (!graph) throw refuseSignature('The signature', 'it has no graph', 'A signature is made from the files of a version: begin with the one it has.');
  checkUnique('Graph', signature.graphs);
  checkUnique('Input', signature.inputs);
  checkUnique('Output', signature.outputs);
  for (const field of signature.inputs) checkField({ signature, field, side: 'Input' }, graph, files);
  for (const field of signature.outputs) checkField({ signature, field, side: 'Output' }, graph, files);
  for (const constant of signature.constants ?? []) checkConstant(signature, constant);
  checkLoop(signature, graph);
  checkFed(signature, graph);
}

function checkUnique(side: string, items: readonly { name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of items) {
    if (name === '') throw refuseSignature(side, 'it has no name', 'Give it a name.');
    if (seen.has(name)) throw refuseSignature(`${side} \`${name}\``, 'two have this name', 'Rename one of them.');
    seen.add(name);
  }
}

function checkField(place: Place, graph: Graph, files: readonly string[] | undefined): void {
  const { field, side } = place;
  const where = spellPlace(place);
  const specs = side === 'Input' ? graph.inputs : graph.outputs;
  for (const tensor of field.tensors) {
    if (tensor.graph !== graph.name) {
      const known = place.signature.graphs.some(({ name }) => name === tensor.graph);
      throw refuseSignature(
        where,
        known ? `it is bound to \`${tensor.graph}\`, which only Steps run` : `there is no graph \`${tensor.graph}\``,
        `Bind it to \`${graph.name}\`, the graph that is run.`,
      );
    }
    requireTensor(specs, tensor.name, { where, what: side === 'Input' ? 'input of the model' : 'output of the model' });
  }
  checkUnique(`${where}, tensor`, field.tensors);
  checkChain(place);
  checkDatatype(field, specs, where);
  if (files) field.steps.forEach((step, at) => checkFiles(step, files, spellPlace(place, at)));
}

/** A tensor that crosses the API as it is has the datatype of the graph's. */
function checkDatatype(field: Field, specs: Graph['inputs'], where: string): void {
  if (field.encoding !== 'tensor' || field.steps.length > 0) return;
  const spec = specs.find(({ name }) => name === field.tensors[0]?.name);
  if (spec && spec.datatype !== field.datatype)
    throw refuseSignature(where, `it is ${field.datatype} and \`${spec.name}\` is ${spec.datatype}`, `Make it ${spec.datatype}.`);
}

function checkFiles(step: Step, files: readonly string[], where: string): void {
  const read = 'tokenizer' in step ? [step.tokenizer, step.config] : step.kind === 'ctc' && 'file' in step.alphabet ? [step.alphabet.file] : [];
  for (const file of read) {
    if (file !== null && !files.includes(file))
      throw refuseSignature(where, `it reads \`${file}\`, which is not among the files of this version`, `Drop \`${file}\` together with the model.`);
  }
}

function checkConstant({ graphs }: Signature, constant: Constant): void {
  const where = `Constant \`${constant.name}\``;
  const graph = graphs.find(({ name }) => name === constant.graph);
  if (!graph) throw refuseSignature(where, `there is no graph \`${constant.graph}\``, `The graphs are ${graphs.map(({ name }) => `\`${name}\``).join(', ')}.`);
  requireTensor(graph.inputs, constant.name, { where, what: `input of \`${graph.name}\`` });
  const spec = graph.inputs.find(({ name }) => name === constant.name);
  if (spec && spec.datatype !== constant.datatype)
    throw refuseSignature(where, `it is ${constant.datatype} and the model takes ${spec.datatype}`, `Make it ${spec.datatype}.`);
  const fits =
    !spec?.shape || (spec.shape.length === constant.shape.length && spec.shape.every((dim, axis) => typeof dim !== 'number' || dim === constant.shape[axis]));
  if (!fits)
    throw refuseSignature(
      where,
      `its shape [${constant.shape.join(', ')}] is not the model's`,
      `The model takes [${(spec.shape ?? []).map((dim) => dim ?? '?').join(', ')}].`,
    );
  const elements = constant.shape.reduce((product, size) => product * size, 1);
  if (elements !== constant.data.length)
    throw refuseSignature(where, `its shape has ${elements} elements and its data ${constant.data.length}`, 'Give as many as the shape has.');
}

function checkLoop({ loop, inputs }: Signature, graph: Graph): void {
  if (!loop) return;
  const where = 'The loop';
  requireTensor(graph.inputs, loop.over, { where, what: 'input of the model' });
  if (!inputs.some(({ tensors }) => tensors.some(({ name }) => name === loop.over))) {
    throw refuseSignature(where, `it goes over \`${loop.over}\`, which no input field feeds`, 'Bind an input field to it.');
  }
  for (const { from, to, datatype } of loop.carry) {
    requireTensor(graph.outputs, from, { where, what: 'output of the model' });
    requireTensor(graph.inputs, to, { where, what: 'input of the model' });
    const odd = [...graph.outputs.filter(({ name }) => name === from), ...graph.inputs.filter(({ name }) => name === to)].find(
      (spec) => spec.datatype !== datatype,
    );
    if (odd) throw refuseSignature(where, `it carries ${datatype} and \`${odd.name}\` is ${odd.datatype}`, `Make it ${odd.datatype}.`);
  }
}

/** Every input of the main graph has one source. */
function checkFed({ inputs, constants = [], loop }: Signature, graph: Graph): void {
  const sources = [
    ...inputs.flatMap(({ name: field, tensors }) => tensors.map(({ name }) => ({ name, by: `input \`${field}\`` }))),
    ...constants.filter((constant) => constant.graph === graph.name).map(({ name }) => ({ name, by: 'a constant' })),
    ...(loop?.carry ?? []).map(({ to }) => ({ name: to, by: 'the loop' })),
  ];
  for (const { name } of graph.inputs) {
    const [source, second] = sources.filter((candidate) => candidate.name === name);
    if (!source) throw refuseSignature('The signature', `nothing feeds the model's input \`${name}\``, `Bind a field to \`${name}\`, or add a constant.`);
    if (second) throw refuseSignature('The signature', `the model's input \`${name}\` is fed twice, by ${source.by} and ${second.by}`, 'Remove one of them.');
  }
  const optional = inputs.find(({ required, tensors }) => !required && tensors.length > 0);
  if (optional) throw refuseSignature(`Input \`${optional.name}\``, 'it may be left out, and the model needs its tensors', 'Make it required.');
}
