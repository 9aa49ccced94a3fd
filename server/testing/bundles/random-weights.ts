import { floats, type Message } from '../onnx/write-onnx.ts';

/** Initializers with weights drawn evenly from −scale to scale: the same ones in the same order are the same numbers. */
export function randomWeights(seed: number): (name: string, dims: readonly number[], scale?: number) => Message {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return (name, dims, scale = 1) => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return floats(
      name,
      dims,
      Array.from({ length: count }, () => (next() * 2 - 1) * scale),
    );
  };
}
