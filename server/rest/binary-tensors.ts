import { AppError } from '../errors.ts';
import { DATATYPES } from '../signatures/datatype.ts';
import { isNpy, parseNpy } from '../signatures/npy.ts';
import type { TensorField } from '../signatures/field.ts';
import { isMediaField } from '../signatures/media-field.ts';
import type { Signature } from '../signatures/schema.ts';
import type { FieldValue } from '../signatures/value.ts';

/** Open Inference Protocol, binary tensor data extension: how many bytes of the body are JSON; the tensors follow. */
export const JSON_LENGTH_HEADER = 'Inference-Header-Content-Length';

/** Splits a binary body into its JSON and the bytes after it. @throws INVALID_INPUT */
export function splitBinaryBody(body: Buffer, header: string): { json: Buffer; tail: Buffer } {
  const length = /^\d{1,15}$/.test(header) ? Number(header) : NaN;
  if (!(length <= body.byteLength)) {
    throw new AppError('INVALID_INPUT', `${JSON_LENGTH_HEADER} is "${header.slice(0, 40)}"; the body has ${body.byteLength} bytes.`, {
      suggestions: ['Set it to the number of bytes of the JSON in front of the tensors.'],
    });
  }
  return { json: body.subarray(0, length), tail: body.subarray(length) };
}

/** Hands out the bytes after the JSON, in the order of the inputs that announce them. */
export class TensorBytes {
  readonly #tail: Buffer;
  #offset = 0;

  constructor(tail: Buffer) {
    this.#tail = tail;
  }

  /** @throws INVALID_INPUT when there are fewer left */
  take(name: string, length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.#tail.byteLength) {
      throw new AppError('INVALID_INPUT', `Input \`${name}\` announces ${length} bytes; ${this.#tail.byteLength - this.#offset} are left in the body.`);
    }
    const bytes = this.#tail.subarray(this.#offset, end);
    this.#offset = end;
    return bytes;
  }

  /** @throws INVALID_INPUT when bytes are left that no input announced */
  assertTaken(): void {
    if (this.#offset === this.#tail.byteLength) return;
    throw new AppError('INVALID_INPUT', `The body has ${this.#tail.byteLength} bytes of tensors; its inputs announce ${this.#offset}.`, {
      suggestions: ['Give every binary input parameters.binary_data_size.'],
    });
  }
}

/**
 * A body that is one input: the file of the one field that takes a file; a `.npy` file; or raw bytes of a tensor whose
 * shape follows from the signature (one open dimension at most: Open Inference Protocol, raw binary request).
 * @throws INVALID_INPUT
 */
export function readSingleInput(signature: Signature, body: Buffer, contentType: string): FieldValue {
  const needed = signature.inputs.filter(({ required }) => required);
  const [field] = needed;
  if (!field || needed.length > 1) {
    throw new AppError('INVALID_INPUT', `A raw body is for models with one input; this one has ${needed.length}.`, {
      suggestions: ['Send JSON, multipart/form-data with a part per input, or JSON followed by the tensors.'],
    });
  }
  if (isMediaField(field)) return { name: field.name, mediaType: contentType.split(';')[0]?.trim() || 'application/octet-stream', bytes: body };
  if (field.encoding !== 'tensor') {
    throw new AppError('INVALID_INPUT', `Input \`${field.name}\` is no file: it cannot be the raw body.`, {
      suggestions: [`Send {"inputs": [{"name": "${field.name}", "data": …}]} as application/json.`],
    });
  }
  if (isNpy(body)) return { name: field.name, ...parseNpy(body) };
  return { name: field.name, datatype: field.datatype, shape: shapeOf(field, body), bytes: field.datatype === 'BYTES' ? withLength(body) : body };
}

function shapeOf(field: TensorField, body: Buffer): number[] {
  if (field.datatype === 'BYTES') return (field.shape ?? [1]).map((dim) => (typeof dim === 'number' ? dim : 1));
  const open = field.shape?.filter((dim) => typeof dim !== 'number').length ?? Infinity;
  if (!field.shape || open > 1) {
    throw new AppError('INVALID_INPUT', `The shape of input \`${field.name}\` does not follow from raw bytes: more than one of its dimensions is open.`, {
      suggestions: ['Send a .npy file, or JSON with the shape followed by the bytes.'],
    });
  }
  const known = field.shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1);
  const elements = body.byteLength / DATATYPES[field.datatype].bytes;
  return field.shape.map((dim) => (typeof dim === 'number' ? dim : Math.floor(elements / Math.max(known, 1))));
}

function withLength(text: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.byteLength);
  return Buffer.concat([length, text]);
}
