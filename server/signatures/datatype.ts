/**
 * Tensor datatypes: the names of the Open Inference Protocol, with ONNX's TensorProto.DataType number,
 * onnxruntime's name and the bytes one element takes (0: BYTES elements have no fixed size).
 * Source: Open Inference Protocol "Tensor Data Types"; onnx.proto TensorProto.DataType.
 */
export const DATATYPES = {
  BOOL: { onnx: 9, ort: 'bool', bytes: 1 },
  UINT8: { onnx: 2, ort: 'uint8', bytes: 1 },
  UINT16: { onnx: 4, ort: 'uint16', bytes: 2 },
  UINT32: { onnx: 12, ort: 'uint32', bytes: 4 },
  UINT64: { onnx: 13, ort: 'uint64', bytes: 8 },
  INT8: { onnx: 3, ort: 'int8', bytes: 1 },
  INT16: { onnx: 5, ort: 'int16', bytes: 2 },
  INT32: { onnx: 6, ort: 'int32', bytes: 4 },
  INT64: { onnx: 7, ort: 'int64', bytes: 8 },
  FP16: { onnx: 10, ort: 'float16', bytes: 2 },
  FP32: { onnx: 1, ort: 'float32', bytes: 4 },
  FP64: { onnx: 11, ort: 'float64', bytes: 8 },
  BYTES: { onnx: 8, ort: 'string', bytes: 0 },
} as const;

export type Datatype = keyof typeof DATATYPES;

export const DATATYPE_NAMES = Object.keys(DATATYPES) as [Datatype, ...Datatype[]];

/** ONNX elem_type number to datatype; null for one that cannot cross our API (bfloat16, complex, fp8, int4). */
export function datatypeOfOnnx(elemType: number): Datatype | null {
  return DATATYPE_NAMES.find((name) => DATATYPES[name].onnx === elemType) ?? null;
}

/** onnxruntime's tensor type name to datatype; null for one that cannot cross our API. */
export function datatypeOfOrt(ortType: string): Datatype | null {
  return DATATYPE_NAMES.find((name) => DATATYPES[name].ort === ortType) ?? null;
}
