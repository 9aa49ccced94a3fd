import { recordBlob } from '../files/record-blob.ts';
import type { Runtime } from '../runtime.ts';
import type { FieldValue } from '../signatures/value.ts';
import { INLINE_BYTES, type StoredValue } from './schema.ts';

/** Values of fields as they are kept: described one by one, their bytes together, in the row when small and as a blob when not. */
export interface PackedTensors {
  tensors: StoredValue[];
  data: Buffer | null;
  blob: string | null;
}

/** Lays values one after another and stores them. @throws STORAGE_FULL */
export async function packTensors(runtime: Runtime, inputs: FieldValue[]): Promise<PackedTensors> {
  let offset = 0;
  const tensors = inputs.map(({ bytes, ...value }): StoredValue => {
    const place = { offset, length: bytes.byteLength };
    offset += bytes.byteLength;
    return { ...value, ...place };
  });
  if (offset <= INLINE_BYTES) {
    return { tensors, data: Buffer.concat(inputs.map((input) => input.bytes)), blob: null };
  }
  const blob = await runtime.blobs.put(chunksOf(inputs));
  await recordBlob(runtime.db, blob);
  return { tensors, data: null, blob: blob.sha256 };
}

async function* chunksOf(inputs: FieldValue[]): AsyncGenerator<Uint8Array> {
  for (const input of inputs) yield input.bytes;
}
