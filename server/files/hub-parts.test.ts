import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newUuid } from '../ids.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { HubParts, sweepHubParts } from './hub-parts.ts';

const HOUR_MS = 3600_000;
let test: TestRuntime;
let ours: Harbour;
let number = 1;

beforeAll(async () => {
  test = await createTestRuntime();
  ours = await createHarbour(test.runtime, 'ours');
});
afterAll(() => test.stop());

const file = { name: '../../escape', sizeBytes: 4, sha256: null, gitSha1: 'a'.repeat(40) };

/** A version with a part of a file. */
async function versionWith(given: { status: 'deploying' | 'failed' | 'ready'; source: string | null; endedHoursAgo?: number }): Promise<string> {
  const { db } = test.runtime;
  const model = await db.model.findFirstOrThrow({ where: { teamId: ours.teamId } });
  const id = newUuid();
  const endedAt = given.endedHoursAgo === undefined ? null : new Date(Date.now() - given.endedHoursAgo * HOUR_MS);
  await db.version.create({
    data: {
      ...{ id, modelId: model.id, teamId: ours.teamId, number: (number += 1), status: given.status, source: given.source, sizeBytes: 0n, createdBy: {} },
      deployments: { create: [{ id: newUuid(), teamId: ours.teamId, status: endedAt ? 'failed' : 'running', phases: [], endedAt }] },
    },
  });
  await partOf(id);
  return id;
}

async function partOf(versionId: string): Promise<void> {
  const parts = await HubParts.open(test.runtime, versionId);
  await writeFile(parts.pathOf(file), 'part');
  expect(await parts.sizeBytes(file)).toBe(4);
}

const folderOf = (name: string) => path.join(test.env.dataFolder, 'hub', name);

it('removes what nobody goes on with, and nothing else', async () => {
  const source = 'hf:acme/writer';
  const kept = [
    await versionWith({ status: 'deploying', source }),
    await versionWith({ status: 'deploying', source, endedHoursAgo: 48 }),
    await versionWith({ status: 'failed', source, endedHoursAgo: 23 }),
  ];
  const gone = [
    await versionWith({ status: 'failed', source, endedHoursAgo: 25 }),
    await versionWith({ status: 'failed', source: null, endedHoursAgo: 1 }),
    await versionWith({ status: 'ready', source: null }),
    newUuid(),
  ];
  await partOf(gone.at(-1) as string);
  await mkdir(folderOf('somebody’s'));
  await sweepHubParts(test.runtime);
  expect(kept.map((id) => existsSync(folderOf(id)))).toEqual([true, true, true]);
  expect(gone.map((id) => existsSync(folderOf(id)))).toEqual([false, false, false, false]);
  expect(existsSync(folderOf('somebody’s'))).toBe(true);
});

it('keeps a part in its folder whatever the file is called, and apart from another file of that name', async () => {
  const id = newUuid();
  const parts = await HubParts.open(test.runtime, id);
  expect(path.dirname(parts.pathOf(file))).toBe(folderOf(id));
  expect(parts.pathOf({ ...file, gitSha1: 'b'.repeat(40) })).not.toBe(parts.pathOf(file));
});
