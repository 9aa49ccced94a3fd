import type { FieldValue } from '../../server/signatures/value.ts';
import type { WireValue } from './protocol.ts';

/** Values laid one after another: each described with where its bytes lie, and the bytes. */
export function layValues(values: readonly FieldValue[], from = 0): { laid: WireValue[]; parts: Uint8Array[]; end: number } {
  let offset = from;
  const laid = values.map(({ bytes, ...value }): WireValue => {
    const place = { offset, length: bytes.byteLength };
    offset += bytes.byteLength;
    return { ...value, ...place };
  });
  return { laid, parts: values.map(({ bytes }) => bytes), end: offset };
}
