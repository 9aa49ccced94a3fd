import type { ChosenFile } from './input-draft.ts';

const HZ = 16_000;

/** Whatever this browser plays → WAV, 16 kHz, one channel, 16 bits. @throws DOMException for what it does not play */
export async function toWav(file: ChosenFile): Promise<ChosenFile> {
  const context = new OfflineAudioContext(1, 1, HZ);
  const decoded = await context.decodeAudioData(file.bytes.slice().buffer);
  const frames = Math.max(1, Math.ceil(decoded.duration * HZ));
  const mixer = new OfflineAudioContext(1, frames, HZ);
  const source = mixer.createBufferSource();
  source.buffer = decoded;
  source.connect(mixer.destination);
  source.start();
  const samples = (await mixer.startRendering()).getChannelData(0);
  return { name: file.name.replace(/\.[^.]*$/, '') + '.wav', mediaType: 'audio/wav', bytes: wavOf(samples) };
}

/** Samples in [-1, 1] as a WAV file of one channel. */
export function wavOf(samples: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at: number, value: string) => [...value].forEach((char, index) => view.setUint8(at + index, char.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, HZ, true);
  view.setUint32(28, HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => view.setInt16(44 + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  return new Uint8Array(view.buffer);
}
