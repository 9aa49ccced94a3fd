import { z } from 'zod';

/** From the bytes of a recording to a tensor. Sounds are float32 in [-1, 1], one array per channel. */
export const audioSteps = [
  /** media (WAV, MP3, FLAC, Ogg Vorbis, Ogg Opus) → sound at its own rate. */
  z.object({ kind: z.literal('decode-audio'), maxSeconds: z.number().positive().default(3600) }),
  /** sound → sound of one channel: mean of the channels, or the first. */
  z.object({ kind: z.literal('mix-down'), mode: z.enum(['mean', 'first']).default('mean') }),
  /** sound → sound at `hz`; windowed sinc as torchaudio.functional.resample. */
  z.object({ kind: z.literal('resample'), hz: z.number().int().positive() }),
  /** sound → sound of exactly this many samples: zeros at the end, or cut. */
  z.object({ kind: z.literal('pad-or-trim'), samples: z.number().int().positive() }),
  /** sound → sound with mean 0 and variance 1 (Wav2Vec2's do_normalize). */
  z.object({ kind: z.literal('zero-mean-unit-variance') }),
  /** sound → sound × factor (Kaldi front ends want int16 scale). */
  z.object({ kind: z.literal('scale-samples'), factor: z.number() }),
  /** sound → tensor FP32 [1, samples] ('batch'), [samples] ('flat') or [1, 1, samples] ('channel'). */
  z.object({ kind: z.literal('samples-to-tensor'), shape: z.enum(['batch', 'flat', 'channel']).default('batch') }),
  /**
   * sound at 16 kHz → log-mel spectrogram as a model family has it. `whisper`: tensor FP32 [1, bands, frames]; `ast`: Kaldi's
   * filter bank, (x − mean) ÷ (2 × std), tensor FP32 [1, frames, bands].
   */
  z.object({
    kind: z.literal('log-mel'),
    style: z.enum(['whisper', 'ast']),
    bands: z.number().int().positive().max(512),
    frames: z.number().int().positive().max(10_000),
    mean: z.number().default(0),
    std: z.number().positive().default(0.5),
  }),
  /**
   * sound → tensor FP32 [frames, context + size]: windows of `size` samples every `hop` (= size when left out), each with
   * the `context` samples before it, zeros before the first; the last is padded with zeros.
   */
  z.object({
    kind: z.literal('frame'),
    size: z.number().int().positive(),
    hop: z.number().int().positive().optional(),
    context: z.number().int().nonnegative().default(0),
  }),
  /**
   * tensor [frames, 1] of probabilities → {segments:[{start,end}], frames:[p], hop_s}: silero's hysteresis. Times in seconds.
   */
  z.object({
    kind: z.literal('speech-segments'),
    hz: z.number().int().positive(),
    hop: z.number().int().positive(),
    threshold: z.union([z.number(), z.object({ field: z.string() })]).default(0.5),
    minSpeechMs: z.number().default(250),
    minSilenceMs: z.number().default(100),
    padMs: z.number().default(30),
  }),
] as const;
