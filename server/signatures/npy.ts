import { AppError } from '../errors.ts';
import { DATATYPE_NAMES, DATATYPES, type Datatype } from './datatype.ts';

/**
 * NumPy's file form of one array, versions 1–3: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * Works in browsers: the playground reads dropped `.npy` files with it.
 */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const DESCRIPTIONS: Record<Exclude<Datatype, 'BYTES'>, string> = {
  BOOL: '|b1',
  UINT8: '|u1',
  UINT16: '<u2',
  UINT32: '<u4',
  UINT64: '<u8',
  INT8: '|i1',
  INT16: '<i2',
  INT32: '<i4',
  INT64: '<i8',
  FP16: '<f2',
  FP32: '<f4',
  FP64: '<f8',
};

/** An array with its bytes little-endian and row-major, whatever the file had. */
export interface NpyArray {
  datatype: Datatype;
  shape: number[];
  bytes: Uint8Array;
}

export function isNpy(bytes: Uint8Array): boolean {
  return bytes.byteLength > 10 && MAGIC.every((byte, i) => bytes[i] === byte);
}

/** What stands in front of the raw bytes of a tensor to make them a `.npy` file. @throws INVALID_INPUT for BYTES */
export function npyHeader(datatype: Datatype, shape: readonly number[]): Uint8Array {
  if (datatype === 'BYTES') {
    throw new AppError('INVALID_INPUT', 'Strings have no .npy form.', { suggestions: ['Take it as JSON, or raw: each string is a u32 length and its UTF-8 bytes.'] });
  }
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${DESCRIPTIONS[datatype]}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new Uint8Array(10 + length).fill(0x20);
  header.set([...MAGIC, 1, 0, length & 0xff, length >> 8]);
  header.set(new TextEncoder().encode(text), 10);
  header[header.length - 1] = 0x0a;
  return header;
}

/** Reads a `.npy` file. @throws INVALID_INPUT for what is not one, or holds objects, strings or records */
export function parseNpy(file: Uint8Array): NpyArray {
  const { text, end } = readHeader(file);
  const description = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (!fortran || tuple === undefined || !/^[\d\s,]*$/.test(tuple)) throw unreadable('its header is damaged');
  const shape = tuple.split(',').map((part) => part.trim()).filter(Boolean).map(Number);
  const datatype = DATATYPE_NAMES.find((name) => name !== 'BYTES' && DESCRIPTIONS[name].slice(1) === description?.slice(1));
  if (!description || !datatype) throw unreadable(`arrays of dtype ${description ?? 'made of records'} cannot be taken`);
  const itemBytes = DATATYPES[datatype].bytes;
  const sizeBytes = shape.reduce((product, dim) => product * dim, itemBytes);
  if (file.byteLength - end !== sizeBytes) throw unreadable(`it has ${file.byteLength - end} bytes of data, its shape [${shape.join(', ')}] takes ${sizeBytes}`);
  let bytes = file.subarray(end);
  if (description.startsWith('>') && itemBytes > 1) bytes = swapped(bytes, itemBytes);
  if (fortran === 'True' && shape.length > 1) bytes = rowMajor(bytes, shape, itemBytes);
  return { datatype, shape, bytes };
}

function readHeader(file: Uint8Array): { text: string; end: number } {
  if (!isNpy(file)) throw unreadable('it does not begin like one');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const wide = (file[6] ?? 0) >= 2;
  const start = wide ? 12 : 10;
  if (file.byteLength < start) throw unreadable('it ends too early');
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > file.byteLength) throw unreadable('it ends too early');
  return { text: new TextDecoder('latin1').decode(file.subarray(start, end)), end };
}

function swapped(bytes: Uint8Array, itemBytes: number): Uint8Array {
  const copy = bytes.slice();
  for (let start = 0; start < copy.length; start += itemBytes) copy.subarray(start, start + itemBytes).reverse();
  return copy;
}

/** Column-major → row-major. */
function rowMajor(bytes: Uint8Array, shape: number[], itemBytes: number): Uint8Array {
  const target = new Uint8Array(bytes.byteLength);
  const index = shape.map(() => 0);
  for (let from = 0; from < bytes.byteLength; from += itemBytes) {
    const to = index.reduce((place, position, axis) => place * (shape[axis] ?? 1) + position, 0) * itemBytes;
    target.set(bytes.subarray(from, from + itemBytes), to);
    for (let axis = 0; axis < index.length; axis++) {
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (shape[axis] ?? 0)) break;
      index[axis] = 0;
    }
  }
  return target;
}

function unreadable(why: string): AppError {
  return new AppError('INVALID_INPUT', `This is not a .npy file that can be read: ${why}.`, { suggestions: ['Save it with numpy.save(file, array).'] });
}
