import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { FoundValue } from '../invocations/read-tensor.ts';
import type { StoredTensor } from '../invocations/schema.ts';
import { npyHeader } from '../signatures/npy.ts';
import type { Download } from './send-stream.ts';

const EXTENSIONS: Record<string, string> = { 'application/json': 'json', 'audio/mpeg': 'mp3', 'image/jpeg': 'jpg', 'image/tiff': 'tif' };

/** A field's value as a download: a file of its media type; a tensor as raw bytes (little-endian, row-major) or `.npy`. @throws INVALID_INPUT */
export function describeValueDownload(found: FoundValue, format: string | undefined): Download {
  const { tensor: value, bytes, stream } = found;
  if ('datatype' in value) return describeTensor(value, found, format);
  const { name, mediaType, length } = value;
  const extension = EXTENSIONS[mediaType] ?? mediaType.split('/')[1] ?? 'bin';
  return { name: `${fileNameOf(name)}.${extension}`, sizeBytes: length, body: stream ?? bytes ?? new Uint8Array(0), contentType: mediaType };
}

function describeTensor(tensor: StoredTensor, { bytes, stream }: FoundValue, format: string | undefined): Download {
  const header = headerOf(tensor, format, stream);
  const name = fileNameOf(tensor.name);
  const headers = {
    'X-Tensor-Name': encodeURIComponent(tensor.name),
    'X-Tensor-Datatype': tensor.datatype,
    'X-Tensor-Shape': tensor.shape.join(','),
  };
  const body = stream ?? bytes ?? new Uint8Array(0);
  if (!header) return { name: `${name}.bin`, sizeBytes: tensor.length, body, headers };
  return { name: `${name}.npy`, sizeBytes: header.byteLength + tensor.length, body: Readable.from(concat(header, body)), headers };
}

function fileNameOf(name: string): string {
  return name.replaceAll(/[/\\]/g, '_') || 'tensor';
}

function headerOf(tensor: StoredTensor, format: string | undefined, stream: Readable | null): Uint8Array | null {
  if (format === undefined || format === 'raw') return null;
  try {
    if (format === 'npy') return npyHeader(tensor.datatype, tensor.shape);
    throw new AppError('INVALID_INPUT', `There is no format "${format.slice(0, 40)}".`, { suggestions: ['Use raw or npy.'] });
  } catch (error) {
    stream?.destroy();
    throw error;
  }
}

async function* concat(header: Uint8Array, body: Readable | Uint8Array): AsyncGenerator<Uint8Array> {
  yield header;
  if (body instanceof Uint8Array) yield body;
  else for await (const chunk of body) yield chunk as Uint8Array;
}
