import type { Datatype } from './datatype.ts';

// Typed arrays have the machine's byte order; every machine onnxruntime runs on is little-endian.

type Values =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | Float16Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** How one datatype stands in typed arrays and in JSON. `Values` of a rule are always of that rule's own array type. */
export interface ElementRule {
  /** Completes "UINT8 takes …". */
  wants: string;
  allocate: (count: number) => Values;
  /** The bytes as numbers: a view where they are aligned, a copy where not; null if they are no whole elements. */
  view: (bytes: Uint8Array) => Values | null;
  /** Writes JSON values from `start` on; the position of the first that is none of this datatype, or -1. */
  fill: (values: Values, items: readonly unknown[], start: number) => number;
  encode: (values: Values) => (number | string | boolean)[];
}

const DECIMAL = /^-?[0-9]{1,20}$/;

interface ArrayType<T extends Values> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

function storage<T extends Values>(type: ArrayType<T>): Pick<ElementRule, 'allocate' | 'view'> {
  const size = type.BYTES_PER_ELEMENT;
  return {
    allocate: (count) => new type(count),
    view: (bytes) => {
      if (bytes.byteLength % size !== 0) return null;
      // A Buffer's own slice would be a view again.
      const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
      return new type(aligned.buffer, aligned.byteOffset, bytes.byteLength / size);
    },
  };
}

interface IntegerType {
  type: ArrayType<Values>;
  min: number;
  max: number;
}

function integer({ type, min, max }: IntegerType): ElementRule {
  return {
    ...storage(type),
    wants: `whole numbers from ${min} to ${max}`,
    fill: (values, items, start) => {
      for (let i = 0; i < items.length; i += 1) {
        const item = items[i];
        const value = typeof item === 'string' && DECIMAL.test(item) ? Number(item) : item;
        if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) return i;
        values[start + i] = value;
      }
      return -1;
    },
    encode: (values) => Array.from(values as Int32Array),
  };
}

function bigInteger({ type, min, max }: { type: ArrayType<BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>>; min: bigint; max: bigint }): ElementRule {
  return {
    ...storage(type),
    wants: `whole numbers from ${min} to ${max}, those beyond ±(2^53 − 1) as strings`,
    fill: (values, items, start) => {
      for (let i = 0; i < items.length; i += 1) {
        const item = items[i];
        const isText = typeof item === 'string' && DECIMAL.test(item);
        if (!isText && !Number.isSafeInteger(item)) return i;
        const exact = BigInt(item as string | number);
        if (exact < min || exact > max) return i;
        (values as BigInt64Array)[start + i] = exact;
      }
      return -1;
    },
    encode: (values) =>
      Array.from(values as BigInt64Array, (exact) => {
        const near = Number(exact);
        return Number.isSafeInteger(near) ? near : exact.toString();
      }),
  };
}

function float(type: ArrayType<Values>, largest: string): ElementRule {
  return {
    ...storage(type),
    wants: `numbers up to ±${largest}, and "NaN", "Infinity" or "-Infinity" as strings`,
    fill: (given, items, start) => {
      const values = given as Float64Array;
      for (let i = 0; i < items.length; i += 1) {
        const item = items[i];
        const value = typeof item === 'number' ? item : numberOf(item);
        if (value === null) return i;
        values[start + i] = value;
        // JSON has no infinity, so one from a number is a value the type has no room for.
        if (typeof item === 'number' && !Number.isFinite(values[start + i])) return i;
      }
      return -1;
    },
    encode: (given) => {
      const values = given as Float64Array;
      const data = new Array<number | string>(values.length);
      for (let i = 0; i < values.length; i += 1) {
        const value = values[i] ?? 0;
        data[i] = Number.isFinite(value) ? value : String(value);
      }
      return data;
    },
  };
}

/** The floats that JSON has no number for; and a door that keeps every digit of a long integer sends it as text. */
function numberOf(item: unknown): number | null {
  if (item === 'NaN' || item === 'Infinity' || item === '-Infinity') return Number(item);
  return typeof item === 'string' && DECIMAL.test(item) ? Number(item) : null;
}

const BOOL: ElementRule = {
  ...storage(Uint8Array),
  wants: 'true, false, 0 or 1',
  fill: (values, items, start) => {
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i];
      if (item !== true && item !== false && item !== 0 && item !== 1) return i;
      values[start + i] = item ? 1 : 0;
    }
    return -1;
  },
  encode: (values) => Array.from(values as Uint8Array, (value) => value !== 0),
};

/** The rules of every datatype of fixed size. */
export const ELEMENT_RULES: Record<Exclude<Datatype, 'BYTES'>, ElementRule> = {
  BOOL,
  UINT8: integer({ type: Uint8Array, min: 0, max: 255 }),
  UINT16: integer({ type: Uint16Array, min: 0, max: 65_535 }),
  UINT32: integer({ type: Uint32Array, min: 0, max: 4_294_967_295 }),
  UINT64: bigInteger({ type: BigUint64Array, min: 0n, max: 2n ** 64n - 1n }),
  INT8: integer({ type: Int8Array, min: -128, max: 127 }),
  INT16: integer({ type: Int16Array, min: -32_768, max: 32_767 }),
  INT32: integer({ type: Int32Array, min: -(2 ** 31), max: 2 ** 31 - 1 }),
  INT64: bigInteger({ type: BigInt64Array, min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  FP16: float(Float16Array, '65,504'),
  FP32: float(Float32Array, '3.4e38'),
  FP64: float(Float64Array, '1.8e308'),
};
