import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
  ['is empty', zipOf([])],
  ['is cut off', zipOf([{ name: 'a.onnx', content: Buffer.alloc(3000, 1) }]).subarray(0, 60)],
  ['holds other bytes than it says', damaged()],
])('refuses an archive that %s', async (_, bytes) => {
  await expect(unpack(bytes)).rejects.toMatchObject({ code: 'INVALID_MODEL', message: '`bundle.zip` cannot be unpacked.' });
});

it('unpacks no more than it may, whatever the archive grows to', async () => {
  const bomb = zipOf([
    { name: 'a', content: Buffer.alloc(900_000) },
    { name: 'b', content: Buffer.alloc(900_000) },
  ]);
  expect(bomb.length).toBeLessThan(3000);
  await expect(unpack(bomb)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
});

function damaged(): Buffer {
  const bytes = zipOf([{ name: 'a.onnx', content: Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * i) % 251)) }]);
  bytes.fill(0xff, 60, 90);
  return bytes;
}
