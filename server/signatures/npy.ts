import { AppError } from '../errors.ts';
import { DATATYPE_NAMES, DATATYPES, type Datatype } from './datatype.ts';
import { elementCount, packElements } from './tensor-bytes.ts';

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
    throw new AppError('INVALID_INPUT', 'Strings have no .npy form.', {
      suggestions: ['Take it as JSON, or raw: each string is a u32 length and its UTF-8 bytes.'],
    });
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

/** A whole `.npy` file of a tensor. @throws INVALID_INPUT for BYTES */
export function writeNpy(datatype: Datatype, shape: readonly number[], bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = npyHeader(datatype, shape);
  const file = new Uint8Array(header.byteLength + bytes.byteLength);
  file.set(header);
  file.set(bytes, header.byteLength);
  return file;
}

/**
 * Reads a `.npy` file; texts (dtype U) and byte strings (dtype S) become BYTES.
 * @throws INVALID_INPUT for what is not one, is cut, or holds objects, dates or records
 */
export function parseNpy(file: Uint8Array): NpyArray {
  const { text, end } = readHeader(file);
  const description = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (!fortran || tuple === undefined || !/^[\d\sL,]*$/.test(tuple)) throw unreadable('its header is damaged');
  const shape = tuple
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter(Boolean)
    .map(Number);
  const item = itemOf(description);
  if (!description || !item) throw unreadable(`arrays of dtype ${description ?? 'made of records'} cannot be taken`);
  const count = elementCount(shape);
  if (count === null || shape.length > 64) throw unreadable(`its shape [${shape.join(', ')}] is impossible`);
  const sizeBytes = count * item.bytes;
  if (file.byteLength - end !== sizeBytes)
    throw unreadable(`it has ${file.byteLength - end} bytes of data, its shape [${shape.join(', ')}] takes ${sizeBytes}`);
  let bytes = file.subarray(end);
  if (description.startsWith('>') && item.swap > 1) bytes = swapped(bytes, item.swap);
  if (fortran === 'True' && shape.length > 1) bytes = rowMajor(bytes, shape, item.bytes);
  if (item.datatype === 'BYTES') bytes = packElements(elementsOf(bytes, { ...item, count }));
  return { datatype: item.datatype, shape, bytes };
}

interface Item {
  datatype: Datatype;
  /** Bytes of one item, and of the units whose order depends on the machine. */
  bytes: number;
  swap: number;
}

function itemOf(description: string | undefined): Item | null {
  const strings = /^[<>|]([US])(\d{1,7})$/.exec(description ?? '');
  if (strings) {
    const unit = strings[1] === 'U' ? 4 : 1;
    return { datatype: 'BYTES', bytes: Number(strings[2]) * unit, swap: unit };
  }
  const datatype = DATATYPE_NAMES.find((name) => name !== 'BYTES' && DESCRIPTIONS[name].slice(1) === description?.slice(1));
  return datatype ? { datatype, bytes: DATATYPES[datatype].bytes, swap: DATATYPES[datatype].bytes } : null;
}

/** Items of dtype U (UTF-32, little-endian here) and S, both padded with zeros. */
function elementsOf(bytes: Uint8Array, item: Item & { count: number }): Uint8Array[] {
  const encoder = new TextEncoder();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: item.count }, (_, index) => {
    const start = index * item.bytes;
    let end = start + item.bytes;
    if (item.swap === 1) {
      while (end > start && bytes[end - 1] === 0) end -= 1;
      return bytes.subarray(start, end);
    }
    let text = '';
    for (let at = start; at < end; at += 4) text += character(view.getUint32(at, true));
    return encoder.encode(text.replace(/\0+$/, ''));
  });
}

function character(code: number): string {
  if (code > 0x10ffff) throw unreadable('a text in it holds no Unicode');
  return String.fromCodePoint(code);
}

function readHeader(file: Uint8Array): { text: string; end: number } {
  if (!isNpy(file)) throw unreadable('it does not begin like one');
  const version = file[6] ?? 0;
  if (version < 1 || version > 3) throw unreadable(`it is of version ${version}`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = version === 1 ? 10 : 12;
  if (file.byteLength < start) throw unreadable('it ends too early');
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > file.byteLength) throw unreadable('it ends too early');
  if (end - start > 65_536) throw unreadable('its header is damaged');
  return { text: new TextDecoder().decode(file.subarray(start, end)), end };
}

function swapped(bytes: Uint8Array, unitBytes: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let start = 0; start < copy.length; start += unitBytes) {
    for (let low = start, high = start + unitBytes - 1; low < high; low += 1, high -= 1) {
      const kept = copy[low] ?? 0;
      copy[low] = copy[high] ?? 0;
      copy[high] = kept;
    }
  }
  return copy;
}

/** Column-major to row-major: items are taken in order and put where the strides of the other order say. */
function rowMajor(bytes: Uint8Array, shape: readonly number[], itemBytes: number): Uint8Array {
  const target = new Uint8Array(bytes.byteLength);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, itemBytes));
  const index = shape.map(() => 0);
  let to = 0;
  for (let from = 0; from < bytes.byteLength; from += itemBytes) {
    for (let i = 0; i < itemBytes; i += 1) target[to + i] = bytes[from + i] ?? 0;
    for (let axis = 0; axis < index.length; axis += 1) {
      const next = (index[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      to += stride;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        break;
      }
      to -= next * stride;
      index[axis] = 0;
    }
  }
  return target;
}

function unreadable(why: string): AppError {
  return new AppError('INVALID_INPUT', `This is not a .npy file that can be read: ${why}.`, { suggestions: ['Save it with numpy.save(file, array).'] });
}
