import { AppError } from '../../../server/errors.ts';
import type { Sound } from '../step.ts';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const UNKNOWN_SIZE = 0xffffffff;

interface Format {
  tag: number;
  channels: number;
  hz: number;
  bits: number;
}

/**
 * WAV → sound: PCM of 8, 16, 24 or 32 bits and float of 32 or 64, also as WAVE_FORMAT_EXTENSIBLE. 8 bits are unsigned;
 * whole numbers are divided by half their range (32768 for 16 bits). A recorder that never came to write its sizes is read to
 * the end of the file. Source: Microsoft "Multiple channel audio data and WAVE files".
 * @throws AppError INVALID_INPUT
 */
export function readWav(bytes: Uint8Array, maxSeconds: number): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Format | null = null;
  for (let at = 12; at + 8 <= bytes.byteLength;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (id === 'fmt ') format = readFormat(view, start, size);
    if (id === 'data' && format)
      return readSamples(view, { format, start, size: Math.min(size === UNKNOWN_SIZE ? Infinity : size, bytes.byteLength - start), maxSeconds });
    at = start + size + (size % 2);
  }
  throw broken(format ? 'it holds no samples' : 'it does not say how its samples are kept');
}

function readFormat(view: DataView, at: number, size: number): Format {
  if (size < 16 || at + size > view.byteLength) throw broken('its header breaks off');
  const tag = view.getUint16(at, true);
  const format = { channels: view.getUint16(at + 2, true), hz: view.getUint32(at + 4, true), bits: view.getUint16(at + 14, true) };
  if (format.channels === 0 || format.channels > 32 || format.hz < 1000 || format.hz > 768_000) throw broken('its header says impossible things');
  return { ...format, tag: tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag };
}

function readSamples(view: DataView, of: { format: Format; start: number; size: number; maxSeconds: number }): Sound {
  const { format, start, size, maxSeconds } = of;
  const read = readerOf(format, view);
  const width = format.bits / 8;
  const frames = Math.floor(size / (width * format.channels));
  assertSeconds(frames / format.hz, maxSeconds);
  const channels = Array.from({ length: format.channels }, () => new Float32Array(frames));
  for (let frame = 0, at = start; frame < frames; frame += 1) {
    for (let c = 0; c < format.channels; c += 1, at += width) (channels[c] as Float32Array)[frame] = read(at);
  }
  return { kind: 'sound', hz: format.hz, channels };
}

function readerOf({ tag, bits }: Format, view: DataView): (at: number) => number {
  if (tag === FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (tag === FLOAT && bits === 64) return (at) => view.getFloat64(at, true);
  if (tag === PCM && bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (tag === PCM && bits === 16) return (at) => view.getInt16(at, true) / 32_768;
  if (tag === PCM && bits === 24) return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608;
  if (tag === PCM && bits === 32) return (at) => view.getInt32(at, true) / 2_147_483_648;
  throw new AppError('INVALID_INPUT', `The WAV file keeps its samples as format ${tag} with ${bits} bits, which is not read.`, {
    suggestions: ['Save it as 16-bit PCM.'],
  });
}

/** @throws AppError PAYLOAD_TOO_LARGE naming the limit */
export function assertSeconds(seconds: number, maxSeconds: number): void {
  if (seconds <= maxSeconds) return;
  throw new AppError('PAYLOAD_TOO_LARGE', `The recording is ${Math.round(seconds)} s long; this model takes up to ${maxSeconds} s.`, {
    suggestions: ['Send it in parts: the limit is in the model’s metadata as maxSeconds.'],
  });
}

function broken(why: string): AppError {
  return new AppError('INVALID_INPUT', `The WAV file cannot be read: ${why}.`, { suggestions: ['Save it anew as WAV, 16-bit PCM.'] });
}
