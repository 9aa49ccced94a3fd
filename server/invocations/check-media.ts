import { AppError } from '../errors.ts';
import { formatBytes } from '../format-bytes.ts';
import { identifyMedia } from '../signatures/identify-media.ts';
import type { MediaField } from '../signatures/media-field.ts';
import type { MediaValue } from '../signatures/value.ts';

const NAMES = { image: 'a picture', audio: 'a recording', file: 'a file' };

/**
 * A file that is not empty, not too large, and by its first bytes of a type the field takes, whatever its name or header
 * said. Whether it decodes is found in the runner. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE
 */
export function checkMedia(field: MediaField, value: MediaValue): MediaValue {
  const where = `Input \`${field.name}\``;
  if (value.bytes.byteLength === 0) {
    throw new AppError('INVALID_INPUT', `${where} is empty: it has 0 bytes.`, {
      cause: 'The file is empty, or it could not be read where it was sent from.',
      suggestions: [`Send ${NAMES[field.encoding]} of type ${field.mediaTypes.join(', ')}.`],
    });
  }
  if (field.maxBytes && value.bytes.byteLength > field.maxBytes) {
    throw new AppError('PAYLOAD_TOO_LARGE', `${where} has ${formatBytes(value.bytes.byteLength)}; this model takes up to ${formatBytes(field.maxBytes)}.`, {
      suggestions: ['Send a smaller file: the limit is in the model’s metadata as maxBytes.'],
    });
  }
  const found = identifyMedia(value.bytes);
  if (field.encoding === 'file') return { ...value, mediaType: found ?? value.mediaType };
  if (found && field.mediaTypes.includes(found)) return { ...value, mediaType: found };
  throw new AppError(
    'INVALID_INPUT',
    `${where} is ${found ? `of type ${found}` : 'of a type its first bytes do not tell'}; this model takes ${field.mediaTypes.join(', ')}.`,
    {
      suggestions: [
        field.encoding === 'image'
          ? 'Save it as JPEG or PNG and send it again.'
          : 'Save it as WAV, MP3, FLAC or Ogg and send it again: ffmpeg -i recording.m4a recording.wav',
      ],
    },
  );
}
