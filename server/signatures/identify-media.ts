/** Media types told by their first bytes. Sources: each format's specification; WHATWG MIME Sniffing §6. */
const MAGICS: { type: string; at: number; hex: string }[] = [
  { type: 'image/jpeg', at: 0, hex: 'ffd8ff' },
  { type: 'image/png', at: 0, hex: '89504e470d0a1a0a' },
  { type: 'image/gif', at: 0, hex: '47494638' },
  { type: 'image/tiff', at: 0, hex: '49492a00' },
  { type: 'image/tiff', at: 0, hex: '4d4d002a' },
  { type: 'image/bmp', at: 0, hex: '424d' },
  { type: 'application/pdf', at: 0, hex: '25504446' },
  { type: 'audio/flac', at: 0, hex: '664c6143' },
  { type: 'audio/ogg', at: 0, hex: '4f676753' },
  { type: 'audio/mpeg', at: 0, hex: '494433' },
  { type: 'video/webm', at: 0, hex: '1a45dfa3' },
  { type: 'application/zip', at: 0, hex: '504b0304' },
];

/** What bytes are by their first 64; null when they say nothing. */
export function identifyMedia(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, 64);
  const text = String.fromCharCode(...head);
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (text.slice(4, 8) === 'ftyp') return ofBrand(text.slice(8, 12));
  const magic = MAGICS.find(({ at, hex }) => toHex(head.subarray(at, at + hex.length / 2)) === hex);
  if (magic) return magic.type;
  if (isMpegFrame(head)) return 'audio/mpeg';
  if (/^\s*(<\?xml|<svg)/i.test(text)) return 'image/svg+xml';
  return /^\s*<(!doctype|html)/i.test(text) ? 'text/html' : null;
}

function ofBrand(brand: string): string {
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  if (/^(heic|heix|hevc|mif1|msf1)$/.test(brand)) return 'image/heic';
  return /^(M4A |M4B )$/.test(brand) ? 'audio/mp4' : 'video/mp4';
}

// MPEG audio: eleven set bits, then a layer, a bit rate and a sample rate that exist.
function isMpegFrame(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
