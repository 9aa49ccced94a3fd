export type MelScale = 'slaney' | 'kaldi';

/** Weights of the bins of a spectrum for each mel band, without the zeros around them. */
export interface MelBand {
  first: number;
  weights: Float64Array;
}

const SLANEY_LINEAR_HZ = 200 / 3;
const SLANEY_BREAK_HZ = 1000;
const SLANEY_STEP = Math.log(6.4) / 27;

function toMel(hz: number, scale: MelScale): number {
  if (scale === 'kaldi') return 1127 * Math.log(1 + hz / 700);
  return hz >= SLANEY_BREAK_HZ ? 15 + Math.log(hz / SLANEY_BREAK_HZ) / SLANEY_STEP : hz / SLANEY_LINEAR_HZ;
}

function toHz(mel: number, scale: MelScale): number {
  if (scale === 'kaldi') return 700 * (Math.exp(mel / 1127) - 1);
  return mel >= 15 ? SLANEY_BREAK_HZ * Math.exp(SLANEY_STEP * (mel - 15)) : mel * SLANEY_LINEAR_HZ;
}

/**
 * Triangles over the bins of a spectrum. Slaney's stand in frequency and hold equal energy; Kaldi's stand in mel and reach 1.
 * Source: transformers audio_utils.py mel_filter_bank (librosa's and torchaudio's conventions).
 */
export function melFilters(of: { bands: number; bins: number; hz: number; low: number; high: number; scale: MelScale }): MelBand[] {
  const { bands, bins, hz, low, high, scale } = of;
  const inMel = scale === 'kaldi';
  const [from, to] = [toMel(low, scale), toMel(high, scale)];
  const edges = Array.from({ length: bands + 2 }, (_, at) => from + ((to - from) * at) / (bands + 1)).map((mel) => (inMel ? mel : toHz(mel, scale)));
  const places = Array.from({ length: bins }, (_, bin) => (bin * hz) / ((bins - 1) * 2)).map((place) => (inMel ? toMel(place, scale) : place));
  return Array.from({ length: bands }, (_, band): MelBand => {
    const [left, middle, right] = edges.slice(band, band + 3) as [number, number, number];
    const height = scale === 'slaney' ? 2 / (right - left) : 1;
    const weights = places.map((place) => Math.max(0, Math.min((place - left) / (middle - left), (right - place) / (right - middle))) * height);
    const first = Math.max(
      0,
      weights.findIndex((weight) => weight > 0),
    );
    const last = weights.findLastIndex((weight) => weight > 0);
    return { first, weights: Float64Array.from(weights.slice(first, last + 1)) };
  });
}
