import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { createDiskStore } from './disk-store.ts';
import { appendHashed, newArrival } from './write-durably.ts';

let folder: string;
let store: BlobStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'moorage-store-'));
  store = await createDiskStore(folder);
});
afterEach(() => rm(folder, { recursive: true }));

async function* inParts(bytes: Buffer, partBytes = 1000) {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes);
}
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const incoming = () => readdir(path.join(folder, 'incoming'));

test('keeps bytes under their hash, the same bytes once, and gives ranges of them', async () => {
  const bytes = randomBytes(300_000);
  const blob = await store.put(inParts(bytes));
  expect(blob).toEqual({ sha256: sha256(bytes), sizeBytes: bytes.length });
  expect(await store.put(inParts(bytes, 77_777))).toEqual(blob);
  expect(Buffer.from(await store.read(blob.sha256)).equals(bytes)).toBe(true);
  const range = Buffer.concat(await (await store.stream(blob.sha256, { start: 10, end: 20 })).toArray());
  expect(range.equals(bytes.subarray(10, 20))).toBe(true);
  expect(await (await store.stream(blob.sha256, { start: 5, end: 5 })).toArray()).toEqual([]);
  expect(await incoming()).toEqual([]);
});

test('takes over a file whose hash is known, and leaves it to the caller to remove', async () => {
  const bytes = randomBytes(1000);
  const file = path.join(folder, 'arrived');
  await writeFile(file, bytes);
  await store.adopt(file, sha256(bytes));
  expect(Buffer.from(await store.read(sha256(bytes))).equals(bytes)).toBe(true);
  await store.adopt(file, sha256(bytes));
  await rm(file, { force: true });
  expect(await store.verify(sha256(bytes))).toBe(true);
  expect(await incoming()).toEqual([]);
});

test('notices damage, and the same file stored again mends it', async () => {
  const bytes = randomBytes(1000);
  const blob = await store.put(inParts(bytes));
  const file = await open(await store.localPath(blob.sha256), 'r+');
  await file.write(Buffer.from([bytes[0]! ^ 1]), 0, 1, 0);
  await file.close();
  expect(await store.verify(blob.sha256)).toBe(false);
  await store.put(inParts(bytes));
  expect(await store.verify(blob.sha256)).toBe(true);
});

test('leaves nothing behind when a source breaks off or is too large', async () => {
  async function* broken() {
    yield Buffer.alloc(10);
    throw new Error('gone');
  }
  await expect(store.put(broken())).rejects.toThrow('gone');
  await expect(store.put(inParts(randomBytes(2000)), { maxBytes: 1999 })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  expect(await incoming()).toEqual([]);
  expect(await readdir(path.join(folder, 'blobs'))).toEqual([]);
});

test('a full disk is STORAGE_FULL', async () => {
  const full = await open('/dev/full', 'r+');
  try {
    await expect(appendHashed(full, inParts(randomBytes(5000)), { arrival: newArrival(), maxBytes: 10_000 })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  } finally {
    await full.close();
  }
});

test('an unknown or malformed name is not found', async () => {
  for (const name of ['0'.repeat(64), '../../etc/passwd', '']) {
    await expect(store.read(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.localPath(name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await store.sizeBytes('0'.repeat(64))).toBeNull();
});

test('removes what a killed process had begun to write a day ago', async () => {
  const old = path.join(folder, 'incoming', 'old');
  const young = path.join(folder, 'incoming', 'young');
  const oldFolder = path.join(folder, 'incoming', 'old-folder');
  await mkdir(oldFolder);
  await writeFile(path.join(oldFolder, 'part'), 'x');
  await utimes(oldFolder, new Date(0), new Date(0));
  await writeFile(old, 'x');
  await writeFile(young, 'x');
  const before = new Date(Date.now() - 25 * 3600_000);
  await utimes(old, before, before);
  await createDiskStore(folder);
  expect(await incoming()).toEqual(['young']);
  expect((await stat(young)).size).toBe(1);
});
