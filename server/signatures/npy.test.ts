import { describe, expect, it } from 'vitest';
import { DATATYPE_NAMES, DATATYPES } from './datatype.ts';
import { isNpy, npyHeader, parseNpy } from './npy.ts';

function npy(header: string, data: number[]): Uint8Array {
  const text = header.padEnd(118 - 1) + '\n';
  return Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, text.length, 0, ...new TextEncoder().encode(text), ...data]);
}

describe('.npy', () => {
  it('reads back what it writes, for every datatype and for scalars and empty arrays', () => {
    for (const datatype of DATATYPE_NAMES.filter((name) => name !== 'BYTES')) {
      for (const shape of [[], [3], [2, 3], [0, 4]]) {
        const bytes = Uint8Array.from({ length: shape.reduce((a, b) => a * b, DATATYPES[datatype].bytes) }, (_, i) => i);
        const file = Buffer.concat([npyHeader(datatype, shape), bytes]);
        expect(isNpy(file)).toBe(true);
        expect(npyHeader(datatype, shape).byteLength % 64).toBe(0);
        expect(parseNpy(file)).toEqual({ datatype, shape, bytes: expect.anything() });
        expect([...parseNpy(file).bytes]).toEqual([...bytes]);
      }
    }
  });

  it('turns column-major and big-endian files into row-major little-endian bytes', () => {
    const columns = parseNpy(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6]));
    expect([...columns.bytes]).toEqual([1, 2, 3, 4, 5, 6]);
    const big = parseNpy(npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", [0, 1, 1, 0]));
    expect([...big.bytes]).toEqual([1, 0, 0, 1]);
  });

  it('refuses objects, records, short files and other files', () => {
    expect(() => parseNpy(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", [0]))).toThrow('dtype |O');
    expect(() => parseNpy(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", [0]))).toThrow('records');
    expect(() => parseNpy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", [0]))).toThrow('takes 8');
    expect(() => parseNpy(new Uint8Array(4))).toThrow('not a .npy file');
    expect(() => npyHeader('BYTES', [1])).toThrow('no .npy form');
  });
});
