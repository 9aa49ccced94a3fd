import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATATYPE_NAMES, DATATYPES } from './datatype.ts';
import { isAppError } from '../errors.ts';
import { isNpy, npyHeader, parseNpy, writeNpy } from './npy.ts';
import { packStrings } from './tensor-bytes.ts';

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

  it('reads texts of either byte order and byte strings', () => {
    const wide = (codes: number[], little: boolean) => codes.flatMap((code) => (little ? [code & 0xff, code >> 8, 0, 0] : [0, 0, code >> 8, code & 0xff]));
    const header = (descr: string) => `{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }`;
    const codes = [0x67, 0xfc, 0x61, 0];
    expect(parseNpy(npy(header('<U2'), wide(codes, true)))).toEqual({ datatype: 'BYTES', shape: [2], bytes: packStrings(['gü', 'a']) });
    expect(parseNpy(npy(header('>U2'), wide(codes, false))).bytes).toEqual(packStrings(['gü', 'a']));
    expect(parseNpy(npy(header('|S3'), [97, 98, 0, 99, 0, 0])).bytes).toEqual(packStrings(['ab', 'c']));
    expect(() => parseNpy(npy(header('<U2'), wide([0x67, 0xfc, 0x61], true).concat(255, 255, 255, 255)))).toThrow('no Unicode');
  });

  it('turns three axes round as numpy does', () => {
    const shape = [2, 3, 4];
    const columns = [];
    for (let k = 0; k < 4; k += 1) for (let j = 0; j < 3; j += 1) for (let i = 0; i < 2; i += 1) columns.push(i * 12 + j * 4 + k);
    const { bytes } = parseNpy(npy(`{'descr': '|u1', 'fortran_order': True, 'shape': (${shape.join(', ')}), }`, columns));
    expect([...bytes]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it('refuses shapes whose product no computer can count', () => {
    for (const shape of ['4294967296, 4294967296', '99999999999999999999,', `${'1, '.repeat(70)}`]) {
      expect(() => parseNpy(npy(`{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`, []))).toThrow(/impossible|damaged/);
    }
  });

  it('throws nothing but refusals for changed files', () => {
    const file = writeNpy('FP32', [2, 3], new Uint8Array(24));
    const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(edits, fc.nat(file.length), (changes, length) => {
        const bytes = file.slice(0, length);
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          parseNpy(bytes);
        } catch (error) {
          if (!isAppError(error)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
