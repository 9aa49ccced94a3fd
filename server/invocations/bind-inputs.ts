import { AppError } from '../errors.ts';
import type { Field } from '../signatures/field.ts';
import { formatShape } from '../signatures/format-tensor.ts';
import { isMediaField } from '../signatures/media-field.ts';
import type { Signature } from '../signatures/schema.ts';
import { isTensorValue, type FieldValue } from '../signatures/value.ts';
import { checkData } from './check-data.ts';
import { checkMedia } from './check-media.ts';
import { checkTensor } from './check-tensor.ts';

/**
 * Checks what a caller sent against a signature and returns it in the signature's order. Everything that the engine
 * would refuse (or silently ignore, as unknown inputs) is refused here, so that the caller's faults are 4xx. A field left
 * out that need not be sent is left out: its default is the Steps' business.
 * @throws INVALID_INPUT, PAYLOAD_TOO_LARGE naming the field, what came, what is wanted
 */
export function bindInputs(signature: Signature, inputs: FieldValue[]): FieldValue[] {
  const given = new Map<string, FieldValue>();
  for (const input of inputs) {
    if (given.has(input.name)) throw new AppError('INVALID_INPUT', `Input \`${input.name}\` came twice.`);
    given.set(input.name, input);
  }
  for (const name of given.keys()) fieldNamed(signature, name);
  return signature.inputs.flatMap((field) => {
    const value = given.get(field.name);
    if (value) return [checkValue(field, value)];
    if (!field.required) return [];
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is missing.`, { suggestions: [`Send it as ${describeForm(field)}.`] });
  });
}

/** The input field of that name. @throws INVALID_INPUT */
export function fieldNamed(signature: Signature, name: string): Field {
  const field = signature.inputs.find((candidate) => candidate.name === name);
  if (field) return field;
  const names = signature.inputs.map((known) => `\`${known.name}\``);
  throw new AppError('INVALID_INPUT', `This model has no input \`${name}\`.`, {
    suggestions: [names.length > 0 ? `Its inputs are ${names.join(', ')}.` : 'It takes no inputs.'],
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

function checkValue(field: Field, value: FieldValue): FieldValue {
  if (field.encoding === 'tensor') {
    if (isTensorValue(value)) return checkTensor(field, value);
  } else if (!isTensorValue(value)) {
    return isMediaField(field) ? checkMedia(field, value) : checkData(field, value);
  }
  throw new AppError('INVALID_INPUT', `Input \`${field.name}\` came as ${isTensorValue(value) ? 'a tensor' : value.mediaType}.`, {
    suggestions: [`Send it as ${describeForm(field)}.`],
  });
}

/** How a field is sent, in words: "FP32 [N,3,224,224]", "a picture (image/jpeg, …)". */
function describeForm(field: Field): string {
  switch (field.encoding) {
    case 'tensor':
      return `${field.datatype} ${formatShape(field.shape)}`;
    case 'image':
    case 'audio':
    case 'file':
      return `{"name": "${field.name}", "data": "base64…"} or {"name": "${field.name}", "url": "https://…"}; it takes ${field.mediaTypes.join(', ')}`;
    case 'row':
      return `{"name": "${field.name}", "data": {${field.columns
        .slice(0, 3)
        .map(({ name }) => `"${name}": …`)
        .join(', ')}}}`;
    default:
      return `{"name": "${field.name}", "data": …}, ${field.encoding === 'choice' ? `one of ${field.choices.slice(0, 8).join(', ')}` : `a ${field.encoding}`}`;
  }
}
