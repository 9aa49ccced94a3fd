import type { Runtime } from '../runtime.ts';
import { INLINE_BYTES, type BinaryTensor, type StoredTensor } from './schema.ts';

/** Tensors as they are kept: described one by one, their bytes together, in the row when small and as a blob when not. */
export interface PackedTensors {
  tensors: StoredTensor[];
  data: Buffer | null;
  blob: string | null;
}

/** Lays tensors one after another and stores them. @throws STORAGE_FULL */
export async function packTensors(runtime: Runtime, inputs: BinaryTensor[]): Promise<PackedTensors> {
  let offset = 0;
  const tensors = inputs.map(({ name, datatype, shape, bytes }) => {
    const tensor = { name, datatype, shape, offset, length: bytes.byteLength };
    offset += bytes.byteLength;
    return tensor;
  });
  if (offset <= INLINE_BYTES) {
    return { tensors, data: Buffer.concat(inputs.map((input) => input.bytes)), blob: null };
  }
  const { sha256, sizeBytes } = await runtime.blobs.put(chunksOf(inputs));
  await runtime.db.blob.upsert({ where: { sha256 }, create: { sha256, sizeBytes: BigInt(sizeBytes) }, update: { createdAt: new Date() } });
  return { tensors, data: null, blob: sha256 };
}

async function* chunksOf(inputs: BinaryTensor[]): AsyncGenerator<Uint8Array> {
  for (const input of inputs) yield input.bytes;
}
