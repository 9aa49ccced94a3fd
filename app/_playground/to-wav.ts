import { wavOf } from '../../server/signatures/wav-of.ts';
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
  return { name: file.name.replace(/\.[^.]*$/, '') + '.wav', mediaType: 'audio/wav', bytes: wavOf(samples, HZ) };
}
