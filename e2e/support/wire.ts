/** A tensor as it crosses the API. */
export interface WireTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: (number | string | boolean)[];
}

const ORT_TYPES: Record<string, string> = { FP32: 'float32', INT64: 'int64' };

/** Numbers of an API answer, with NaN and the infinities back from their strings. */
export function toNumbers(data: WireTensor['data']): number[] {
  return data.map((value) => Number(value));
}

/** What the engine itself is fed for a wire tensor: its type and typed array. */
export function toEngine(tensor: WireTensor): { type: string; data: Float32Array | BigInt64Array; dims: number[] } {
  const type = ORT_TYPES[tensor.datatype];
  if (!type) throw new Error(`no engine type for ${tensor.datatype}`);
  const data = type === 'int64' ? BigInt64Array.from(tensor.data, (value) => BigInt(value as number)) : Float32Array.from(toNumbers(tensor.data));
  return { type, data, dims: tensor.shape };
}

/** Repeatable noise in [low, high). */
export function noise(count: number, low: number, high: number): number[] {
  let state = 0x2545f491;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.fround(low + ((state >>> 0) / 2 ** 32) * (high - low));
  });
}
