import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HubFile } from '../files/hub-api.ts';
import { newUuid } from '../ids.ts';
import { createHarbour } from '../testing/create-harbour.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { LocalHub, type Sibling } from '../testing/bundles/local-hub.ts';
import { fetchFromHub } from './fetch-from-hub.ts';

let hub: LocalHub;
let test: TestRuntime;
let work: { versionId: string; teamId: string };

beforeAll(async () => {
  hub = new LocalHub(new Map([['README.md', Buffer.from('# A model')]]));
  await hub.start();
  test = await createTestRuntime({ MOORAGE_HUB: hub.url });
  const { teamId } = await createHarbour(test.runtime, 'ours');
  const version = await test.runtime.db.version.findFirstOrThrow({ where: { teamId } });
  work = { versionId: version.id, teamId };
});
afterAll(async () => {
  await test.stop();
  hub.stop();
});
beforeEach(() => {
  hub.asked.length = 0;
});

const GB = 1024 ** 3;
const graph = (rfilename: string, size: number): Sibling => ({ rfilename, size, lfs: { sha256: 'a'.repeat(64), size } });

/** Fetches a repository that lists these files. */
async function fetch(...siblings: Sibling[]): Promise<readonly HubFile[]> {
  hub.list = () => siblings;
  let wanted: readonly HubFile[] = [];
  await fetchFromHub(test.runtime, {
    deployment: { ...work, deploymentId: newUuid(), model: 'm', version: 1, phases: [], files: [], source: null, choice: null },
    source: 'hf:acme/writer',
    signal: new AbortController().signal,
    onStart: (files) => (wanted = files),
    onBytes: () => undefined,
    onFile: () => undefined,
  });
  return wanted;
}

it.each([
  ['a file larger than one may be', 'PAYLOAD_TOO_LARGE', () => [graph('a.onnx', 65 * GB)]],
  ['more than the disk holds', 'STORAGE_FULL', () => Array.from({ length: 900 }, (_, i) => graph(`${i}.onnx`, 60 * GB))],
  ['more files than a version keeps', 'UNSUPPORTED_MODEL', () => Array.from({ length: 1001 }, (_, i) => graph(`${i}.onnx`, 1))],
])('of %s says so before a byte is brought', async (_, code, siblings) => {
  await expect(fetch(...siblings())).rejects.toMatchObject({
    code,
    why: expect.any(String) as string,
    suggestions: expect.arrayContaining([expect.any(String)]) as string[],
  });
  expect(hub.asked.map(({ path }) => path)).toEqual(['/api/models/acme/writer/revision/main?blobs=true']);
  const version = await test.runtime.db.version.findFirstOrThrow({ where: { id: work.versionId } });
  expect(version.source).toBeNull();
});

it('reads no configuration of many megabytes', async () => {
  await expect(fetch({ rfilename: 'config.json', size: 5_000_000 }, graph('a.onnx', 65 * GB))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  expect(hub.asked).toHaveLength(1);
});
