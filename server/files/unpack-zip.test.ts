import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { zipOf, type ZipEntry } from '../testing/bundles/zip-of.ts';
import { unpackZip } from './unpack-zip.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zip-'));
let test: TestRuntime;

beforeAll(async () => {
  test = await createTestRuntime();
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true });
});

function unpack(bytes: Buffer, maxBytes = 1_000_000) {
  const file = path.join(folder, 'bundle.zip');
  writeFileSync(file, bytes);
  return unpackZip(test.runtime, { name: 'bundle.zip', path: file, maxBytes });
}
const unpackAll = (...entries: ZipEntry[]) => unpack(zipOf(entries));

it('gives the files by their paths, without the folder round them and what computers put beside them', async () => {
  const files = await unpackAll(
    { name: 'whisper/', content: '' },
    { name: 'whisper/config.json', content: '{}' },
    { name: 'whisper/onnx/model.onnx', content: Buffer.alloc(5000, 7) },
    { name: '__MACOSX/whisper/._config.json', content: 'x' },
    { name: 'whisper/.DS_Store', content: 'x' },
  );
  expect(files.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ['config.json', 2],
    ['onnx/model.onnx', 5000],
  ]);
  expect(Buffer.from(await test.runtime.blobs.read(files[1]?.sha256 ?? '')).equals(Buffer.alloc(5000, 7))).toBe(true);
});

it('keeps a folder that does not hold everything', async () => {
  const files = await unpackAll({ name: 'config.json', content: '{}' }, { name: 'onnx/model.onnx', content: 'x' });
  expect(files.map(({ name }) => name)).toEqual(['config.json', 'onnx/model.onnx']);
});

it.each([
  ['climbs out of its folder', zipOf([{ name: '../../etc/passwd', content: 'x' }])],
  ['names a place of its own', zipOf([{ name: '/etc/passwd', content: 'x' }])],
  ['is locked', zipOf([{ name: 'a.onnx', content: 'x', locked: true }])],
  [
    'holds two files of one name',
    zipOf([
      { name: 'a.onnx', content: 'x' },
      { name: 'a.onnx', content: 'y' },
    ]),
  ],
  [
    'holds a file where another has its folder',
    zipOf([
      { name: 'a/b.onnx', content: 'x' },
      { name: 'a', content: 'y' },
    ]),
  ],
  ['holds another archive', zipOf([{ name: 'a.zip', content: zipOf([]) }])],
  ['holds a symbolic link', zipOf([{ name: 'a.onnx', content: '/etc/passwd', mode: 0o120777 }])],
  ['holds more files than a version keeps', zipOf(Array.from({ length: 1001 }, (_, i) => ({ name: `${i}.onnx`, content: '' })))],
  ['lists more than can be looked through', zipOf(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}/`, content: '' })))],
  ['says that a file is smaller than it is', zipOf([{ name: 'a.onnx', content: Buffer.alloc(3000), saysBytes: 10 }])],
  ['is empty', zipOf([])],
  ['is cut off', zipOf([{ name: 'a.onnx', content: Buffer.alloc(3000, 1) }]).subarray(0, 60)],
  ['holds other bytes than it says', damaged()],
])('refuses an archive that %s', async (_, bytes) => {
  await expect(unpack(bytes)).rejects.toMatchObject({ code: 'INVALID_MODEL', message: '`bundle.zip` cannot be unpacked.', why: expect.any(String) as string });
});

it.each([
  ['too large', zipOf([{ name: 'a.onnx', content: Buffer.alloc(3000), saysBytes: 10 }])],
  ['damaged', damaged()],
])('refuses a file that is %s also where the disk takes its time', async (_, bytes) => {
  const { blobs } = test.runtime;
  const put: typeof blobs.put = async (...args) => {
    await setTimeout(100);
    return blobs.put(...args);
  };
  const slow = { ...test.runtime, blobs: Object.assign(Object.create(blobs) as typeof blobs, { put }) };
  const file = path.join(folder, 'slow.zip');
  writeFileSync(file, bytes);
  await expect(unpackZip(slow, { name: 'slow.zip', path: file, maxBytes: 1_000_000 })).rejects.toMatchObject({ code: 'INVALID_MODEL' });
});

it('unpacks no more than it may, whatever the archive grows to', async () => {
  const bomb = zipOf([
    { name: 'a', content: Buffer.alloc(900_000) },
    { name: 'b', content: Buffer.alloc(900_000) },
  ]);
  expect(bomb.length).toBeLessThan(3000);
  const before = await test.runtime.sql`select 1 from blob`;
  await expect(unpack(bomb)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', why: expect.stringContaining('1.8\u00a0MB') as string });
  expect(await test.runtime.sql`select 1 from blob`).toHaveLength(before.length);
});

it('unpacks nothing that the disk cannot hold', async () => {
  const bomb = zipOf(Array.from({ length: 900 }, (_, i) => ({ name: `${i}.onnx`, content: '', saysBytes: 0xfffffff0 })));
  const free = await test.runtime.blobs.freeBytes();
  expect(free).toBeLessThan(900 * 0xfffffff0);
  await expect(unpack(bomb, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
});

it('lets the sweep find what it had unpacked before it met what is wrong', async () => {
  const content = randomBytes(1000);
  const sha256 = createHash('sha256').update(content).digest('hex');
  await expect(unpackAll({ name: 'a.onnx', content }, { name: 'b.onnx', content: Buffer.alloc(3000), saysBytes: 10 })).rejects.toMatchObject({
    code: 'INVALID_MODEL',
  });
  expect(await test.runtime.db.blob.findUnique({ where: { sha256 } })).not.toBeNull();
});

function damaged(): Buffer {
  const bytes = zipOf([{ name: 'a.onnx', content: Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i) % 251)) }]);
  bytes.fill(0xff, 60, 90);
  return bytes;
}
