import { randomBytes } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../context.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { createUpload } from './create-upload.ts';
import { deleteUpload } from './delete-upload.ts';
import { findStoredFile } from './find-stored-file.ts';
import { getUpload } from './get-upload.ts';
import { listUploads } from './list-uploads.ts';
import { storeUpload } from './store-upload.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { takeUploads } from './take-uploads.ts';
import { uploadFiles } from './upload-files.ts';

let testing: Awaited<ReturnType<typeof createTestRuntime>>;
let ours: Harbour;
let theirs: Harbour;
let ctx: Ctx;

beforeAll(async () => {
  testing = await createTestRuntime();
  ours = await createHarbour(testing.runtime, 'uploads-ours');
  theirs = await createHarbour(testing.runtime, 'uploads-theirs');
  ctx = ours.ctx('developer');
});
afterAll(() => testing.stop());

async function* once(bytes: Uint8Array) {
  yield bytes;
}
const store = (bytes: Uint8Array, fileName = 'model.onnx', as: { ctx: Ctx; team: string } = { ctx, team: ours.team }) =>
  storeUpload(as.ctx, { team: as.team, fileName, source: once(bytes) });
const scope = (harbour: Harbour) => ({ teamId: harbour.teamId, team: harbour.team, role: 'developer' as const, actor: harbour.ctx('developer').actor! });

describe('a file the team has already', () => {
  test('is found by its hash and needs no bytes', async () => {
    const bytes = randomBytes(1000);
    const first = await store(bytes);
    const found = await findStoredFile(ctx, { team: ours.team, sha256: first.sha256 ?? '', sizeBytes: 1000, fileName: 'again.onnx' });
    expect(found).toMatchObject({ fileName: 'again.onnx', finished: true, sha256: first.sha256 });
    expect(found?.id).not.toBe(first.id);
  });

  test('stays unknown to another team, which stores it for itself without noticing', async () => {
    const bytes = randomBytes(1000);
    const first = await store(bytes);
    const asked = { team: theirs.team, sha256: first.sha256 ?? '', sizeBytes: 1000, fileName: 'model.onnx' };
    expect(await findStoredFile(theirs.ctx('developer'), asked)).toBeNull();
    const second = await store(bytes, 'model.onnx', { ctx: theirs.ctx('developer'), team: theirs.team });
    expect(second.sha256).toBe(first.sha256);
    expect(await testing.runtime.db.blob.count({ where: { sha256: first.sha256 ?? '' } })).toBe(1);
    await deleteUpload(ctx, { team: ours.team, upload: first.id });
    expect((await testing.runtime.blobs.read(first.sha256 ?? '')).length).toBe(1000);
  });

  test('is not found by a hash of another length', async () => {
    const { sha256 } = await store(randomBytes(1000));
    expect(await findStoredFile(ctx, { team: ours.team, sha256: sha256 ?? '', sizeBytes: 999, fileName: 'model.onnx' })).toBeNull();
  });
});

describe('taking uploads for a version', () => {
  const take = (files: { uploadId: string; name?: string }[], harbour = ours) =>
    testing.runtime.db.$transaction((tx) => takeUploads(tx, scope(harbour), files));

  test('gives their names, hashes and times in order, once', async () => {
    const [a, b] = [await store(randomBytes(10), 'a.onnx'), await store(randomBytes(20), 'b.data')];
    const taken = await take([{ uploadId: b.id }, { uploadId: a.id, name: 'model.onnx' }]);
    expect(taken.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes }))).toEqual([
      { name: 'b.data', sha256: b.sha256, sizeBytes: 20 },
      { name: 'model.onnx', sha256: a.sha256, sizeBytes: 10 },
    ]);
    await expect(take([{ uploadId: a.id }])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('two at once: one gets them', async () => {
    const upload = await store(randomBytes(10));
    const results = await Promise.allSettled([take([{ uploadId: upload.id }]), take([{ uploadId: upload.id }])]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('refuses one that has not arrived, one of another team, two of one name, an unsafe name, one no disk takes', async () => {
    const unfinished = await createUpload(ctx, { team: ours.team, fileName: 'later.onnx', sizeBytes: 10 });
    await expect(take([{ uploadId: unfinished.id }])).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('later.onnx') });
    const [a, b] = [await store(randomBytes(10)), await store(randomBytes(10))];
    await expect(take([{ uploadId: a.id }], theirs)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(take([{ uploadId: a.id }, { uploadId: b.id }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    for (const name of ['../up.onnx', `${'é'.repeat(126)}.onnx`]) {
      await expect(take([{ uploadId: a.id, name }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect((await take([{ uploadId: a.id }])).length).toBe(1);
  });
});

test('one body is refused past the limit and leaves nothing behind', async () => {
  const small = { ...testing.runtime, env: { ...testing.runtime.env, maxFileBytes: 100 } };
  await expect(storeUpload({ ...ctx, runtime: small }, { team: ours.team, fileName: 'a.onnx', source: once(randomBytes(101)) })).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
  });
});

test('a whole file that was not finished, because the process ended, is finished by the next look', async () => {
  const bytes = randomBytes(5000);
  const upload = await createUpload(ctx, { team: ours.team, fileName: 'late.onnx', sizeBytes: bytes.length });
  const row = await testing.runtime.db.upload.findFirstOrThrow({ where: { fileName: 'late.onnx' } });
  await uploadFiles(testing.runtime).append(row.id, once(bytes), bytes.length);
  expect(await getUpload(ctx, { team: ours.team, upload: upload.id })).toMatchObject({ finished: true, sizeBytes: 5000 });
});

test('lists the own files no version has taken, and sweeps what has expired', async () => {
  const upload = await createUpload(ctx, { team: ours.team, fileName: 'old.onnx', sizeBytes: 10 });
  expect((await listUploads(ctx, { team: ours.team })).map(({ id }) => id)).toContain(upload.id);
  expect((await listUploads(ours.ctx('admin'), { team: ours.team })).map(({ id }) => id)).not.toContain(upload.id);
  const row = await testing.runtime.db.upload.findFirstOrThrow({ where: { fileName: 'old.onnx' } });
  await testing.runtime.db.upload.update({ where: { id: row.id }, data: { expiresAt: new Date(Date.now() - 1000) } });
  const long = new Date(Date.now() - 48 * 3600_000);
  await utimes(uploadFiles(testing.runtime).pathOf(row.id), long, long);
  await expect(getUpload(ctx, { team: ours.team, upload: upload.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await sweepUploads(testing.runtime)).toBe(1);
  expect(await uploadFiles(testing.runtime).offsetBytes(row.id)).toBeNull();
});
