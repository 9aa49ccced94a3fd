import { AppError, isAppError } from '../../../server/errors.ts';
import { identifyMedia } from '../../../server/signatures/identify-media.ts';
import { expectValue, type Sound, type StepFactory } from '../step.ts';
import { assertSeconds, readWav } from './read-wav.ts';

type Decoder = (bytes: Uint8Array) => Promise<{ channelData: Float32Array[]; sampleRate: number }>;

// Loaded when the first file of their kind comes: each brings a WebAssembly module with it.
const DECODERS: Record<string, () => Promise<Decoder>> = {
  'audio/mpeg': async () => (await import('@audio/decode-mp3')).default,
  'audio/flac': async () => (await import('@audio/decode-flac')).default,
  vorbis: async () => (await import('@audio/decode-vorbis')).default,
  opus: async () => (await import('@audio/decode-opus')).default,
};

/**
 * media → sound at its own rate, one float32 array per channel in [-1, 1]: WAV, MP3, FLAC, Ogg Vorbis, Ogg Opus, told by
 * their first bytes. AAC has no decoder under a licence that lets it be shipped: the playground converts it in the browser.
 * @throws AppError INVALID_INPUT, PAYLOAD_TOO_LARGE
 */
export const decodeAudio: StepFactory<'decode-audio'> =
  ({ maxSeconds }) =>
  async (value, run) => {
    const { bytes } = expectValue(value, 'media');
    const sound = await decode(bytes, maxSeconds);
    const samples = sound.channels[0]?.length ?? 0;
    if (samples === 0)
      throw new AppError('INVALID_INPUT', 'The recording has no samples.', { suggestions: ['Record it again, and listen to it before sending it.'] });
    run.sound = { hz: sound.hz, samples };
    return sound;
  };

async function decode(bytes: Uint8Array, maxSeconds: number): Promise<Sound> {
  if (bytes.byteLength === 0) throw new AppError('INVALID_INPUT', 'The recording is empty: it has 0 bytes.');
  const type = identifyMedia(bytes);
  if (type === 'audio/wav') return readWav(bytes, maxSeconds);
  const open = DECODERS[type === 'audio/ogg' ? oggCodec(bytes) : (type ?? '')];
  if (!open) {
    throw new AppError('INVALID_INPUT', `This is ${type ?? 'nothing that can be told by its first bytes'}, not a recording Moorage reads.`, {
      suggestions: ['Send WAV, MP3, FLAC, or Ogg (Vorbis or Opus). The playground converts what your browser can play.'],
    });
  }
  try {
    const { channelData, sampleRate } = await (await open())(bytes);
    assertSeconds((channelData[0]?.length ?? 0) / sampleRate, maxSeconds);
    if (!sampleRate) throw new Error('no frame of it could be decoded');
    return { kind: 'sound', hz: sampleRate, channels: channelData };
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError('INVALID_INPUT', 'The recording cannot be read: it breaks off or is damaged.', {
      cause: error instanceof Error ? error.message : String(error),
      suggestions: ['Play it to hear whether it is whole, and send it again.'],
    });
  }
}

// RFC 7845: the first page of Ogg Opus begins with OpusHead.
function oggCodec(bytes: Uint8Array): 'opus' | 'vorbis' {
  return Buffer.from(bytes.subarray(0, 64)).includes('OpusHead') ? 'opus' : 'vorbis';
}
