/**
 * The power |X|² of a frame's first size ÷ 2 + 1 bins, by the transform's own sum: sizes here are no powers of two (Whisper's
 * 400), frames are short, and the table of turns is made once. A frame may be shorter than `size`: zeros follow.
 */
export function powerSpectrum(size: number): (frame: Float64Array, into: Float64Array) => void {
  const bins = Math.floor(size / 2) + 1;
  const cos = Float64Array.from({ length: size }, (_, at) => Math.cos((2 * Math.PI * at) / size));
  const sin = Float64Array.from({ length: size }, (_, at) => Math.sin((2 * Math.PI * at) / size));
  return (frame, into) => {
    for (let bin = 0; bin < bins; bin += 1) {
      let real = 0;
      let imaginary = 0;
      let turn = 0;
      for (let at = 0; at < frame.length; at += 1) {
        const sample = frame[at] as number;
        real += sample * (cos[turn] as number);
        imaginary -= sample * (sin[turn] as number);
        turn += bin;
        if (turn >= size) turn -= size;
      }
      into[bin] = real * real + imaginary * imaginary;
    }
  };
}
