import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEPLOY_VERSION, FETCH_FILES } from '../queue/jobs.ts';
import { createHarbour } from '../testing/create-harbour.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { beginDeployment } from './begin-deployment.ts';
import { failAbandonedDeployments } from './fail-abandoned-deployments.ts';
import { queueDeployment } from './start-deployment.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await createTestRuntime();
});
afterAll(() => test.stop());

it.each([
  [DEPLOY_VERSION, null],
  [FETCH_FILES, 'hf:acme/writer'],
])('ends a deployment whose job in %s has no attempt left, and no other', async (queue, source) => {
  const { runtime } = test;
  const { teamId } = await createHarbour(runtime, queue);
  const { id } = await runtime.db.deployment.findFirstOrThrow({ where: { teamId } });
  await runtime.db.deployment.update({ where: { id }, data: { status: 'queued' } });
  await runtime.db.$transaction((tx) => queueDeployment(runtime, tx, { deploymentId: id, source }));
  const begun = await beginDeployment(runtime, id);
  expect(await failAbandonedDeployments(runtime)).toBe(0);
  await runtime.sql`update pgboss.job set retry_count = retry_limit where name = ${queue}`;
  const jobs = await runtime.queue.claim(queue, { batchSize: 1, executor: runtime.sql });
  await runtime.queue.fail(queue, jobs, runtime.sql);
  expect(await failAbandonedDeployments(runtime)).toBe(1);
  const ended = await runtime.db.deployment.findUniqueOrThrow({ where: { id }, include: { version: true } });
  expect([ended.status, ended.version.status, ended.error]).toEqual(['failed', 'failed', expect.objectContaining({ code: 'RUNNER_CRASHED' })]);
  expect(await failAbandonedDeployments(runtime)).toBe(0);
  expect(begun?.deploymentId).toBe(id);
});
