import { randomUUID } from 'node:crypto';

/** What a public id can name; the prefix stands in front of the 26 base32 characters. */
export type IdPrefix = 'inv' | 'ver' | 'dep' | 'up' | 'key' | 'req' | 'mod' | 'usr' | 'team' | 'wrk' | 'ivt' | 'exa' | 'shr';

// Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

// The last id's time: whole milliseconds, and 4096ths of one.
const last = { ms: 0, fraction: 0 };
const SET_BACK_MS = 1_000;

/**
 * A new UUIDv7 (RFC 9562): sorts by time of creation, within a millisecond by its fraction (method 3), within a fraction
 * by counting on, so that a process's ids ascend even where its clocks disagree. Made from the platform's pooled random
 * UUID, since every request makes two.
 */
export function newUuid(): string {
  const random = randomUUID();
  advance();
  const time = last.ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${last.fraction.toString(16).padStart(3, '0')}${random.slice(18)}`;
}

function advance(): void {
  const ms = Date.now();
  const fraction = Math.min(4095, Math.max(0, Math.floor((performance.timeOrigin + performance.now() - ms) * 4096)));
  const isLater = ms > last.ms || (ms === last.ms && fraction > last.fraction);
  // A clock that was put back is believed; what is less is jitter.
  if (isLater || last.ms - ms > SET_BACK_MS) Object.assign(last, { ms, fraction });
  else if (last.fraction < 4095) last.fraction += 1;
  else Object.assign(last, { ms: last.ms + 1, fraction: 0 });
}

/** The UUIDs of runs made together: the first, and those after it counted up in its last 48 bits. So one stands for all. */
export function uuidsFrom(first: string, count: number): string[] {
  const head = first.slice(0, 24);
  const low = parseInt(first.slice(24), 16);
  return Array.from({ length: count }, (_, i) => head + ((low + i) % 2 ** 48).toString(16).padStart(12, '0'));
}

/** uuid → public id: prefix, underscore, 26 characters of base32 (128 bits, left-padded). */
export function toId(prefix: IdPrefix, uuid: string): string {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  let text = '';
  let bits = 0;
  let held = 2; // 26 × 5 bits are two more than 128.
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += ALPHABET[(bits >> held) & 31];
    }
    bits &= 255;
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
