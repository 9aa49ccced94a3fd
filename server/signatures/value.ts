import type { Datatype } from './datatype.ts';

/** What crosses the API for one field as a tensor: little-endian, row-major (BYTES: u32 length + bytes per element). */
export interface TensorValue {
  name: string;
  datatype: Datatype;
  shape: number[];
  bytes: Uint8Array;
}

/** What crosses the API for one field as bytes with a media type. Texts, numbers, rows and results are `application/json`. */
export interface MediaValue {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

export type FieldValue = TensorValue | MediaValue;

export const JSON_TYPE = 'application/json';

export function isTensorValue<T extends object>(value: T): value is T & Extract<T, { datatype: unknown }> {
  return 'datatype' in value;
}

/** A JSON value on its way. */
export function jsonValue(name: string, data: unknown): MediaValue {
  return { name, mediaType: JSON_TYPE, bytes: new TextEncoder().encode(JSON.stringify(data)) };
}

/** What a JSON value says. @throws SyntaxError when its bytes are no JSON */
export function readJsonValue(value: MediaValue): unknown {
  return JSON.parse(new TextDecoder().decode(value.bytes)) as unknown;
}
