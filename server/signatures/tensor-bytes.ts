const encoder = new TextEncoder();

/** BYTES elements in the binary form of the Open Inference Protocol: per element a u32 LE length, then the bytes. */
export function packElements(elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(elements.reduce((length, element) => length + 4 + element.byteLength, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const element of elements) {
    view.setUint32(at, element.byteLength, true);
    bytes.set(element, at + 4);
    at += 4 + element.byteLength;
  }
  return bytes;
}

/** The same for strings, as UTF-8. */
export function packStrings(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  return packElements(texts.map((text) => encoder.encode(text)));
}

/** The elements of a BYTES tensor as views; null when the lengths do not add up to the bytes given. */
export function unpackElements(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    if (at + 4 > bytes.byteLength) return null;
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.byteLength) return null;
    elements.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return elements;
}

/**
 * Elements a shape holds: 1 for a scalar, 0 when a dimension is 0; null when a dimension is no size or the product
 * is not exact in a double (2^53 and more).
 */
export function elementCount(shape: readonly number[]): number | null {
  let count = 1;
  let isEmpty = false;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) return null;
    if (size === 0) isEmpty = true;
    else count *= size;
    if (!Number.isSafeInteger(count)) return null;
  }
  return isEmpty ? 0 : count;
}
