import { v7 } from 'uuid';

/** What a public id can name; the prefix stands in front of the 26 base32 characters. */
export type IdPrefix = 'inv' | 'ver' | 'dep' | 'up' | 'key' | 'req' | 'mod' | 'usr' | 'team' | 'wrk' | 'ivt';

// Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new UUIDv7: sorts by time of creation. */
export function newUuid(): string {
  return v7();
}

/** uuid → public id: prefix, underscore, 26 characters of base32 (128 bits, left-padded). */
export function toId(prefix: IdPrefix, uuid: string): string {
  let value = BigInt('0x' + uuid.replaceAll('-', ''));
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** Public id → uuid; null when it is not an id of that prefix. */
export function fromId(prefix: IdPrefix, id: string): string | null {
  if (!id.startsWith(prefix + '_') || id.length !== prefix.length + 27) return null;
  let value = 0n;
  for (const char of id.slice(prefix.length + 1).toUpperCase()) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n) return null;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
