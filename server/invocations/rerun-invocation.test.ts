import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUuid } from '../ids.ts';
import { deleteModel } from '../models/delete-model.ts';
import { restoreModel } from '../models/restore-model.ts';
import type { Runtime } from '../runtime.ts';
import { createHarbour } from '../testing/create-harbour.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { createInvocation } from './create-invocation.ts';
import { rerunInvocation } from './rerun-invocation.ts';

let runtime: Runtime;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
});
afterAll(() => stop());

test('a run is run again on its very version, never on one that has taken its name and number', async () => {
  const { team, teamId, ids, ctx } = await createHarbour(runtime, 'harbour');
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [1], bytes: new Uint8Array(4) }];
  const run = await createInvocation(ctx('developer'), { team, model: ids.model, inputs });
  const rerun = () => rerunInvocation(ctx('developer'), { team, id: run.id });
  expect((await rerun()).created).toBe(true);

  await deleteModel(ctx('admin'), { team, model: ids.model });
  const gone = { code: 'NOT_FOUND', message: `The model of run ${run.id} was deleted.`, suggestions: [expect.stringContaining('Restore')] as string[] };
  await expect(rerun()).rejects.toMatchObject(gone);

  const { signature } = await runtime.db.version.findFirstOrThrow({ where: { teamId } });
  const [modelId, versionId] = [newUuid(), newUuid()];
  await runtime.db.model.create({ data: { id: modelId, teamId, name: ids.model, liveName: ids.model, activeVersionId: versionId } });
  const row = { id: versionId, modelId, teamId, number: 1, status: 'ready' as const, sizeBytes: 4n, createdBy: {}, signature: signature as object };
  await runtime.db.version.create({ data: row });
  await expect(rerun()).rejects.toMatchObject(gone);

  // What the name stood for a moment ago is not what it stands for once the model is back.
  await createInvocation(ctx('developer'), { team, model: ids.model, version: 1, inputs });
  await runtime.db.model.update({ where: { id: modelId }, data: { liveName: null, deletedAt: new Date() } });
  await restoreModel(ctx('admin'), { team, id: ids.modelId });
  expect((await rerun()).created).toBe(true);
  expect(await runtime.db.invocation.count({ where: { versionId } })).toBe(1);
});
