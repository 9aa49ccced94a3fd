import { expect, test, vi } from 'vitest';
import { fromId, newUuid, toId, uuidsFrom } from './ids.ts';

test('new ids are UUIDs of version 7 of now, sort by time and never repeat', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newUuid);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort());
  expect(Math.abs(timeOf(ids[0] ?? '') - before)).toBeLessThan(1_000);
});

test('ids of one millisecond ascend, also where the two clocks of a process disagree; a clock put back is believed', () => {
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 60_000);
  try {
    const ids = Array.from({ length: 10_000 }, newUuid);
    expect(ids).toEqual([...ids].sort());
    clock.mockReturnValue(now);
    expect(timeOf(newUuid()) - now).toBeLessThan(1_000);
  } finally {
    clock.mockRestore();
  }
});

function timeOf(uuid: string): number {
  return parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);
}

test('a uuid and its public id are the same 128 bits', () => {
  expect(toId('inv', '00000000-0000-0000-0000-000000000000')).toBe('inv_00000000000000000000000000');
  expect(toId('inv', 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe('inv_7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  // From the ULID specification's example of 01ARZ3NDEKTSV4RRFFQ69G5FAV.
  expect(toId('key', '01563e3a-b5d3-d676-4c61-efb99302bd5b')).toBe('key_01ARZ3NDEKTSV4RRFFQ69G5FAV');
  for (let i = 0; i < 100; i++) {
    const uuid = newUuid();
    expect(fromId('run' as 'inv', toId('run' as 'inv', uuid))).toBe(uuid);
  }
});

test('ids from a first one are counted up from it, and stay UUIDs of version 7', () => {
  const first = newUuid();
  const ids = uuidsFrom(first, 10_000);
  expect(ids[0]).toBe(first);
  expect(new Set(ids).size).toBe(10_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidsFrom(first, 3)).toEqual(ids.slice(0, 3));
  expect(uuidsFrom('01890000-0000-7000-8000-0000000000fe', 3).map((id) => id.slice(-3))).toEqual(['0fe', '0ff', '100']);
  expect(uuidsFrom('01890000-0000-7000-8000-ffffffffffff', 2)[1]).toBe('01890000-0000-7000-8000-000000000000');
  expect(uuidsFrom(first, 0)).toEqual([]);
});

test('what is no id of the prefix is null', () => {
  for (const id of [
    '',
    'inv_',
    'key_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'inv_01ARZ3NDEKTSV4RRFFQ69G5FAU',
    'inv_8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    "inv_01ARZ3NDEKTSV4RRFFQ69G5FA'",
  ])
    expect(fromId('inv', id)).toBeNull();
});
