export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

const QUALITY = 0.95;

/** A part of a picture or of a video's frame, in its own pixels, as a file's bytes. At once, so that a run started by the next key has it. */
export function pictureOf(source: HTMLImageElement | HTMLVideoElement, mediaType: 'image/jpeg' | 'image/png', part: Part): Uint8Array {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(part.width));
  canvas.height = Math.max(1, Math.round(part.height));
  canvas.getContext('2d')?.drawImage(source, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  const [, base64 = ''] = canvas.toDataURL(mediaType, QUALITY).split(',');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
