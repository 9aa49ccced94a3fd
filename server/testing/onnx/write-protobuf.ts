// Source: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/.

const encoder = new TextEncoder();

/** Joins encoded fields into one message. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

/** A varint; negative numbers as their 64-bit two's complement, so ten bytes. */
export function varint(number: number | bigint): Uint8Array<ArrayBuffer> {
  if (number >= 0 && number < 0x80) return Uint8Array.of(Number(number));
  if (number >= 0 && number < 0x4000) return Uint8Array.of((Number(number) & 0x7f) | 0x80, Number(number) >>> 7);
  let rest = BigInt.asUintN(64, BigInt(number));
  const bytes: number[] = [];
  do {
    const more = rest > 0x7fn;
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** An integer field (wire type 0). */
export function intField(number: number, value: number | bigint): Uint8Array<ArrayBuffer> {
  return concatBytes([varint(number * 8), varint(value)]);
}

/** A length-delimited field (wire type 2): a message, bytes, or text as UTF-8. */
export function bytesField(number: number, value: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const payload = typeof value === 'string' ? encoder.encode(value) : value;
  return concatBytes([varint(number * 8 + 2), varint(payload.byteLength), payload]);
}

/** A float field (wire type 5). */
export function floatField(number: number, value: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setFloat32(0, value, true);
  return concatBytes([varint(number * 8 + 5), payload]);
}
