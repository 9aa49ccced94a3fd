import type { Datatype } from './datatype.ts';
import type { Dim } from './field.ts';
import type { TensorSpec } from './schema.ts';

const SHORT_NAMES: Record<Datatype, string> = {
  BOOL: 'bool',
  UINT8: 'u8',
  UINT16: 'u16',
  UINT32: 'u32',
  UINT64: 'u64',
  INT8: 'i8',
  INT16: 'i16',
  INT32: 'i32',
  INT64: 'i64',
  FP16: 'f16',
  FP32: 'f32',
  FP64: 'f64',
  BYTES: 'string',
};

/** "f32", "i64", "bool", "string": a datatype as it is written on screen. */
export function formatDatatype(datatype: Datatype): string {
  return SHORT_NAMES[datatype];
}

/** "[N,3,224,224]"; an open dimension without a name is "?", a scalar "[]", an unknown rank "[…]". */
export function formatShape(shape: readonly Dim[] | null): string {
  return shape === null ? '[…]' : `[${shape.map((dim) => dim ?? '?').join(',')}]`;
}

/** "f32 [N,3,224,224]". */
export function formatTensorType(spec: Pick<TensorSpec, 'datatype' | 'shape'>): string {
  return `${formatDatatype(spec.datatype)} ${formatShape(spec.shape)}`;
}
