import { AppError } from '../errors.ts';
import { DATATYPES } from '../signatures/datatype.ts';
import type { Field, Signature } from '../signatures/schema.ts';
import type { BinaryTensor } from './schema.ts';

/**
 * Checks what a caller sent against a signature and returns it in the signature's order. Everything that the engine
 * would refuse (or silently ignore, as unknown inputs) is refused here, so that the caller's faults are 4xx.
 * @throws INVALID_INPUT naming the field, what came, what is wanted
 */
export function bindInputs(signature: Signature, inputs: BinaryTensor[]): BinaryTensor[] {
  const given = new Map<string, BinaryTensor>();
  for (const input of inputs) {
    if (given.has(input.name)) throw new AppError('INVALID_INPUT', `Input \`${input.name}\` came twice.`);
    given.set(input.name, input);
  }
  const names = signature.inputs.map((field) => field.name);
  for (const name of given.keys()) {
    if (!names.includes(name)) {
      throw new AppError('INVALID_INPUT', `This model has no input \`${name}\`.`, {
        suggestions: [names.length ? `Its inputs are ${names.map((known) => `\`${known}\``).join(', ')}.` : 'It takes no inputs.'],
      });
    }
  }
  return signature.inputs.map((field) => {
    const tensor = given.get(field.name);
    if (!tensor)
      throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is missing.`, { suggestions: [`Send it as ${field.datatype} ${describeShape(field)}.`] });
    assertFits(field, tensor);
    return tensor;
  });
}

/** The outputs a run computes: those asked for, or all. @throws INVALID_INPUT for an unknown name */
export function chooseOutputs(signature: Signature, wanted: string[] | undefined): string[] | null {
  if (!wanted || wanted.length === 0) return null;
  const names = signature.outputs.map((field) => field.name);
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new AppError('INVALID_INPUT', `This model has no output \`${name}\`.`, {
        suggestions: [`Its outputs are ${names.map((known) => `\`${known}\``).join(', ')}.`],
      });
    }
  }
  return [...new Set(wanted)];
}

function assertFits(field: Field, tensor: BinaryTensor): void {
  if (tensor.datatype !== field.datatype) {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is ${tensor.datatype}; this model takes ${field.datatype}.`, {
      suggestions: [`Convert it to ${field.datatype}.`],
    });
  }
  const { shape } = field;
  if (shape && shape.length !== tensor.shape.length) {
    throw new AppError(
      'INVALID_INPUT',
      `Input \`${field.name}\` has shape [${tensor.shape.join(', ')}] (${tensor.shape.length} axes); this model takes ${describeShape(field)} (${shape.length} axes).`,
    );
  }
  shape?.forEach((dim, axis) => {
    if (typeof dim === 'number' && dim !== tensor.shape[axis]) {
      throw new AppError(
        'INVALID_INPUT',
        `Input \`${field.name}\` has ${tensor.shape[axis]} on axis ${axis}; this model takes ${dim} there (${describeShape(field)}).`,
      );
    }
  });
  const count = tensor.shape.reduce((product, dim) => product * dim, 1);
  const { bytes } = DATATYPES[tensor.datatype];
  if (bytes > 0 && count * bytes !== tensor.bytes.byteLength) {
    throw new AppError(
      'INVALID_INPUT',
      `Input \`${field.name}\` has ${tensor.bytes.byteLength} bytes; shape [${tensor.shape.join(', ')}] of ${tensor.datatype} takes ${count * bytes}.`,
    );
  }
  if (bytes === 0) assertElements(field.name, tensor.bytes, count);
}

// BYTES: per element a little-endian u32 length, then that many bytes.
function assertElements(name: string, bytes: Uint8Array, count: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  let elements = 0;
  while (offset + 4 <= bytes.byteLength && elements <= count) {
    offset += 4 + view.getUint32(offset, true);
    elements++;
  }
  if (offset !== bytes.byteLength || elements !== count) {
    throw new AppError('INVALID_INPUT', `Input \`${name}\` holds ${elements} strings in ${bytes.byteLength} bytes; its shape takes ${count}.`);
  }
}

function describeShape(field: Field): string {
  return field.shape ? `[${field.shape.map((dim) => dim ?? '?').join(', ')}]` : 'of any shape';
}
