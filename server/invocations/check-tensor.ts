import { AppError } from '../errors.ts';
import { DATATYPES } from '../signatures/datatype.ts';
import type { TensorField } from '../signatures/field.ts';
import type { TensorValue } from '../signatures/value.ts';

/** A tensor of the datatype, shape and size its field declares. @throws INVALID_INPUT */
export function checkTensor(field: TensorField, tensor: TensorValue): TensorValue {
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
  return tensor;
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

function describeShape(field: TensorField): string {
  return field.shape ? `[${field.shape.map((dim) => dim ?? '?').join(', ')}]` : 'of any shape';
}
