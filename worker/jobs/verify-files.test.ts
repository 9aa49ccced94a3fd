import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BegunDeployment } from '../../server/deployments/begin-deployment.ts';
import { addFiles } from '../../server/files/add-files.ts';
import { recordBlob } from '../../server/files/record-blob.ts';
import { zipOf } from '../../server/testing/bundles/zip-of.ts';
import { createHarbour } from '../../server/testing/create-harbour.ts';
import { createTestRuntime, type TestRuntime } from '../../server/testing/create-test-runtime.ts';
import { DeploymentLog } from './deployment-log.ts';
import { verifyFiles } from './verify-files.ts';

let test: TestRuntime;
let team = 0;

beforeAll(async () => {
  test = await createTestRuntime();
});
afterAll(() => test.stop());

/** Verifies a version of these files; gives what goes on to be loaded, and what its rows say. */
async function verify(contents: Record<string, string | Buffer>) {
  const { runtime } = test;
  const { teamId } = await createHarbour(runtime, `team-${(team += 1)}`);
  const { id: versionId, deployments } = await runtime.db.version.findFirstOrThrow({ where: { teamId }, include: { deployments: true } });
  const files = await Promise.all(
    Object.entries(contents).map(async ([name, content]) => {
      const blob = await runtime.blobs.put([Buffer.from(content)] as unknown as AsyncIterable<Uint8Array>);
      await recordBlob(runtime.db, blob);
      return { name, ...blob };
    }),
  );
  await runtime.db.$transaction((tx) => addFiles(tx, versionId, { files, instead: ['model.onnx'] }));
  const deployment: BegunDeployment = {
    ...{ deploymentId: deployments[0]?.id ?? '', versionId, teamId, files, model: 'm', version: 1, source: null, choice: null },
    phases: [{ name: 'verify', status: 'todo', fact: null, startedAt: null, endedAt: null }],
  };
  const verified = await verifyFiles(runtime, { deployment, log: new DeploymentLog(runtime, deployment), signal: new AbortController().signal });
  const version = await runtime.db.version.findUniqueOrThrow({ where: { id: versionId }, include: { files: true } });
  return {
    verified: verified.map(({ name, sizeBytes }) => [name, sizeBytes]).sort(),
    rows: version.files.map(({ name, sizeBytes }) => [name, Number(sizeBytes)]).sort(),
    sizeBytes: Number(version.sizeBytes),
  };
}

it('goes on with the files of an archive in place of it, and of others of their names, as the rows do', async () => {
  const zip = zipOf([
    { name: 'config.json', content: '{"from": "the archive"}' },
    { name: 'onnx/model.onnx', content: 'graph' },
  ]);
  const expected = [
    ['README.md', 1],
    ['config.json', 23],
    ['onnx/model.onnx', 5],
  ];
  for (const contents of [
    { 'bundle.zip': zip, 'config.json': '{}', 'README.md': '#' },
    { 'config.json': '{}', 'README.md': '#', 'bundle.zip': zip },
  ]) {
    const { verified, rows, sizeBytes } = await verify(contents);
    expect(verified).toEqual(expected);
    expect(rows).toEqual(expected);
    expect(sizeBytes).toBe(29);
  }
});

it('refuses a file where another has its folder', async () => {
  await expect(
    verify({
      onnx: 'x',
      'bundle.zip': zipOf([
        { name: 'onnx/model.onnx', content: 'y' },
        { name: 'a', content: '' },
      ]),
    }),
  ).rejects.toMatchObject({
    code: 'INVALID_MODEL',
    message: '`onnx` is a file and a folder at once.',
  });
});
