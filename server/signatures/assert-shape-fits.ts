import { AppError } from '../errors.ts';
import { formatShape } from './format-tensor.ts';
import type { TensorField } from './field.ts';
import { elementCount } from './tensor-bytes.ts';

/**
 * Checks a concrete shape against what a field declares. Open dimensions take any size; equal names are not compared
 * across inputs, since exporters reuse them. Throws INVALID_INPUT naming the axis, what came and what is wanted.
 */
export function assertShapeFits(field: Pick<TensorField, 'name' | 'shape'>, shape: readonly number[]): void {
  const declared = field.shape;
  if (elementCount(shape) === null) {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` has the impossible shape [${shape.join(', ')}].`, {
      suggestions: ['Send the real size of every axis: whole numbers from 0 whose product is below 2^53.'],
    });
  }
  if (declared === null) return;
  const wants = formatShape(declared);
  if (declared.length !== shape.length) {
    throw new AppError(
      'INVALID_INPUT',
      `Input \`${field.name}\` has ${shape.length} ${shape.length === 1 ? 'axis' : 'axes'} [${shape.join(',')}]; this model takes ${declared.length}: ${wants}.`,
      {
        suggestions: [
          shape.length < declared.length ? 'Add the missing axes, for instance a first axis of 1 for the batch.' : 'Leave out the axes that are too many.',
        ],
      },
    );
  }
  declared.forEach((dim, axis) => {
    if (typeof dim !== 'number' || dim === shape[axis]) return;
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is ${shape[axis]} on axis ${axis}; this model takes ${dim} there.`, {
      cause: `It was sent as [${shape.join(',')}], and the model declares ${wants}.`,
      suggestions: [`Reshape, crop or pad axis ${axis} to ${dim}.`],
    });
  });
}
