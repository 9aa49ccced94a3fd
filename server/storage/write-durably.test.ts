import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendHashed, newArrival } from './write-durably.ts';

const MB = 1024 ** 2;
let folder: string;
let file: FileHandle;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'moorage-write-'));
  file = await open(path.join(folder, 'file'), 'w+');
});
afterEach(async () => {
  await file.close();
  await rm(folder, { recursive: true });
});

async function* each(chunks: Uint8Array[]) {
  yield* chunks;
}

test('begins to sync a large file while it is written', async () => {
  let syncs = 0;
  const sync = file.datasync.bind(file);
  file.datasync = () => (syncs++, sync());
  const bytes = randomBytes(40 * MB);
  await appendHashed(file, each(Array.from({ length: 40 }, (_, i) => bytes.subarray(i * MB, (i + 1) * MB))), { arrival: newArrival(), maxBytes: 64 * MB });
  expect(syncs).toBeGreaterThan(0);
  expect((await readFile(path.join(folder, 'file'))).equals(bytes)).toBe(true);
});

test('a sync that fails on the way fails the whole, though the next one would succeed', async () => {
  const sync = file.datasync.bind(file);
  let syncs = 0;
  file.datasync = () => (syncs++ === 0 ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })) : sync());
  const arrival = newArrival();
  const chunks = Array.from({ length: 40 }, () => randomBytes(MB));
  await expect(appendHashed(file, each(chunks), { arrival, maxBytes: 64 * MB })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  expect(arrival.offsetBytes).toBeNaN();
});

test('lets go of chunks that are given, and of no others', async () => {
  const [kept, given] = [new Uint8Array(1000).fill(1), new Uint8Array(1000).fill(2)];
  const shared = new Uint8Array(2000).fill(3);
  const arrival = newArrival();
  await appendHashed(file, each([kept]), { arrival, maxBytes: MB });
  await appendHashed(file, each([given, shared.subarray(0, 1000)]), { arrival, maxBytes: MB, given: true });
  expect([kept.byteLength, given.byteLength, shared.byteLength]).toEqual([1000, 0, 2000]);
  expect(arrival.offsetBytes).toBe(3000);
});
