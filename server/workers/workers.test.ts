import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newUuid, toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { createInvocation } from '../invocations/create-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { listInvocations } from '../invocations/list-invocations.ts';
import { createHarbour, type Harbour } from '../testing/create-harbour.ts';
import { addJobs } from '../testing/add-jobs.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { activateVersion } from '../versions/activate-version.ts';
import { closeCircuit } from '../versions/close-circuit.ts';
import { closeCircuits, openCircuit } from '../versions/set-circuit.ts';
import { findUnplaceableVersions } from '../versions/find-unplaceable-versions.ts';
import { findVersionNeeds } from '../versions/find-version-needs.ts';
import { getVersion } from '../versions/get-version.ts';
import { drainWorker } from './drain-worker.ts';
import { findWaitReason } from './find-wait-reason.ts';
import { getQueue } from './get-queue.ts';
import { listWorkers } from './list-workers.ts';
import { beatWorker, registerWorker } from './register-worker.ts';
import { resumeWorker } from './resume-worker.ts';
import type { Device, LoadedVersion, WorkerInfo } from './schema.ts';

const CPU: Device = { id: 'cpu', name: 'a processor', memoryBytes: 16e9 };
const GPU: Device = { id: 'cuda:0', name: 'a GPU', memoryBytes: 8e9 };
const INFO: WorkerInfo = { devices: [CPU], cores: 2, memoryBytes: 16e9, sandbox: 'bubblewrap', memoryLimit: 'cgroup-v2', node: '24', engine: 'onnxruntime' };
let runtime: Runtime;
let stop: () => Promise<void>;
let ours: Harbour;
let theirs: Harbour;
let workerId: string;

beforeAll(async () => {
  ({ runtime, stop } = await createTestRuntime());
  ours = await createHarbour(runtime, 'ours');
  theirs = await createHarbour(runtime, 'theirs');
});
afterAll(() => stop());
beforeEach(async () => {
  await runtime.db.worker.deleteMany();
  workerId = (await registerWorker(runtime, INFO)).id;
});

const idOf = async (harbour: Harbour, number = 1) =>
  (await runtime.db.version.findFirstOrThrow({ where: { teamId: harbour.teamId, number, model: { name: harbour.ids.model } } })).id;
const line = (versionId: string, changes: Partial<LoadedVersion> = {}): LoadedVersion => ({
  versionId,
  device: 'cpu',
  state: 'ready',
  instances: 1,
  loading: 0,
  busy: 0,
  pinned: false,
  memoryBytes: 1e8,
  memoryLimitBytes: 1e9,
  loadedAt: new Date().toISOString(),
  lastRunAt: null,
  waiting: 0,
  perSecond: 0,
  runs: 0,
  p95WaitMs: null,
  runMs: null,
  ...changes,
});
const beat = (loaded: LoadedVersion[], state: 'taking_work' | 'draining' | 'drained' = 'taking_work') =>
  beatWorker(runtime, workerId, { state, loaded, changed: true });

async function addVersion(harbour: Harbour, number: number, settings: object = {}): Promise<string> {
  const first = await runtime.db.version.findUniqueOrThrow({ where: { id: await idOf(harbour) } });
  const row = { modelId: first.modelId, teamId: first.teamId, sizeBytes: 4n, createdBy: {}, signature: first.signature as object };
  return (await runtime.db.version.create({ data: { id: newUuid(), number, status: 'ready', settings, ...row } })).id;
}

test('a team sees every worker, and names of its own models only', async () => {
  await beat([line(await idOf(ours)), line(await idOf(theirs), { memoryBytes: 2e8 })]);
  const [worker] = await listWorkers(ours.ctx('viewer'), { team: ours.team });
  expect(worker).toMatchObject({ state: 'taking_work', info: { devices: [CPU] } });
  expect(worker?.loaded.map(({ model, version, memoryBytes }) => ({ model, version, memoryBytes }))).toEqual([
    { model: ours.ids.model, version: 1, memoryBytes: 1e8 },
    { model: null, version: null, memoryBytes: 2e8 },
  ]);
});

test('a drained worker stays, says what is left, and takes work again when it is resumed', async () => {
  const worker = toId('wrk', workerId);
  const ctx = ours.ctx('admin');
  expect((await drainWorker(ctx, { team: ours.team, worker })).state).toBe('draining');
  expect(await beat([line(await idOf(ours), { busy: 1 })], 'draining')).toBe('draining');
  await beat([], 'drained');
  expect((await listWorkers(ctx, { team: ours.team }))[0]?.state).toBe('drained');
  expect((await resumeWorker(ctx, { team: ours.team, worker })).state).toBe('drained');
  expect(await beat([])).toBe('taking_work');
  expect((await listWorkers(ctx, { team: ours.team }))[0]?.state).toBe('taking_work');
  const audit = await runtime.db.auditEntry.findMany({
    where: { teamId: ours.teamId, verb: { in: ['drain-worker', 'resume-worker'] } },
    orderBy: { id: 'asc' },
  });
  expect(audit.map((entry) => entry.verb)).toEqual(['drain-worker', 'resume-worker']);
});

test('a worker that is lost cannot be told anything', async () => {
  await runtime.db.worker.update({ where: { id: workerId }, data: { heartbeatAt: new Date(Date.now() - 60_000) } });
  await expect(drainWorker(ours.ctx('admin'), { team: ours.team, worker: toId('wrk', workerId) })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('the queue is told per version, other teams as a number, with why nothing starts', async () => {
  const gpu = await addVersion(ours, 2, { device: 'gpu' });
  const jobs = async (groupId: string, count: number) =>
    addJobs(
      runtime,
      Array.from({ length: count }, () => ({ id: newUuid(), groupId })),
    );
  await jobs(await idOf(ours), 2);
  await jobs(gpu, 3);
  await jobs(await idOf(theirs), 4);
  const queue = await getQueue(ours.ctx('viewer'), { team: ours.team });
  expect(queue).toMatchObject({ waiting: 9, waitingElsewhere: 4 });
  expect(queue.versions.map(({ version, waiting, reason }) => ({ version, waiting, reason }))).toEqual([
    {
      version: 2,
      waiting: 3,
      reason: 'No worker can take it. It needs a GPU, and there is none. Set its device to auto or cpu, or start a worker with such a GPU.',
    },
    { version: 1, waiting: 2, reason: null },
  ]);
  expect(await findUnplaceableVersions(runtime, [CPU])).toEqual([{ versionId: gpu, reason: 'It needs a GPU, and there is none.' }]);
  expect(await findUnplaceableVersions(runtime, [CPU, GPU])).toEqual([]);
  expect(await findWaitReason(runtime, gpu)).toContain('It needs a GPU');
  expect(await findWaitReason(runtime, await idOf(ours))).toBeNull();
  await drainWorker(ours.ctx('admin'), { team: ours.team, worker: toId('wrk', workerId) });
  expect(await findWaitReason(runtime, await idOf(ours))).toBe('Every worker is draining. It starts when one resumes.');
  await runtime.db.worker.deleteMany();
  expect(await findWaitReason(runtime, await idOf(ours))).toBe('No worker runs. It starts when one does.');
});

test('an open circuit is shown with its reason and until when, and closes on demand', async () => {
  const error = { code: 'OUT_OF_MEMORY', message: 'The runner ran out of memory.', cause: null, suggestions: [] };
  const until = new Date(Date.now() + 60_000).toISOString();
  const versionId = await idOf(ours);
  await runtime.db.version.update({
    where: { id: versionId },
    data: { health: 'circuit_open', circuit: { error, openedAt: new Date().toISOString(), until } },
  });
  const { circuits } = await getQueue(ours.ctx('viewer'), { team: ours.team });
  expect(circuits).toMatchObject([{ model: ours.ids.model, version: 1, error, until: new Date(until) }]);
  expect((await getQueue(theirs.ctx('viewer'), { team: theirs.team })).circuits).toEqual([]);
  const ref = { team: ours.team, model: ours.ids.model, version: 1 };
  expect(await closeCircuit(ours.ctx('developer'), ref)).toMatchObject({ health: 'ok', circuit: null });
  await closeCircuit(ours.ctx('developer'), ref);
  expect(await runtime.db.auditEntry.count({ where: { teamId: ours.teamId, verb: 'close-circuit' } })).toBe(1);
});

test('what waits behind an open circuit says why and until when, and not once its time is over', async () => {
  const error = { code: 'RUNNER_CRASHED' as const, message: 'The runner was killed by SIGFPE.', cause: null, suggestions: [] };
  const versionId = await addVersion(ours, 6);
  await addJobs(runtime, [{ id: newUuid(), groupId: versionId }]);
  const reasonOf = async () => (await getQueue(ours.ctx('viewer'), { team: ours.team })).versions.find(({ version }) => version === 6)?.reason;
  await openCircuit(runtime, versionId, { error, forMs: 60_000 });
  const { circuit } = await getVersion(ours.ctx('viewer'), { team: ours.team, model: ours.ids.model, version: 6 });
  const reason = `Its runner died too often: The runner was killed by SIGFPE. It starts at ${circuit?.until.slice(11, 19)} UTC, or once its circuit is closed.`;
  expect(await findWaitReason(runtime, versionId)).toBe(reason);
  expect(await reasonOf()).toBe(reason);
  await openCircuit(runtime, versionId, { error, forMs: -1 });
  expect(await findWaitReason(runtime, versionId)).toBeNull();
  expect(await reasonOf()).toBeNull();
});

test('a queued run has an estimate only while it can be started', async () => {
  const number = 7;
  const versionId = await addVersion(ours, number);
  const ref = { team: ours.team, model: ours.ids.model, version: number };
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [1], bytes: new Uint8Array(4) }];
  const { id } = await createInvocation(ours.ctx('developer'), { ...ref, inputs });
  await beat([line(versionId, { perSecond: 10, runs: 50 })]);
  const single = () => getInvocation(ours.ctx('invoker'), { team: ours.team, id });
  const listed = async () => (await listInvocations(ours.ctx('invoker'), ref)).items.find((item) => item.id === id);
  await expect.poll(single, { timeout: 3_000 }).toMatchObject({ etaMs: 100, waitReason: null });
  expect(await listed()).toMatchObject({ etaMs: 100 });
  const error = { code: 'RUNNER_CRASHED' as const, message: 'The runner died.', cause: null, suggestions: [] };
  await openCircuit(runtime, versionId, { error, forMs: 60_000 });
  expect(await single()).toMatchObject({ etaMs: null, waitReason: expect.stringContaining('died too often') as string });
  await closeCircuits(runtime, [versionId]);
  await drainWorker(ours.ctx('admin'), { team: ours.team, worker: toId('wrk', workerId) });
  expect(await single()).toMatchObject({ etaMs: null, waitReason: 'Every worker is draining. It starts when one resumes.' });
  // What the workers say of their rates is read once a second.
  await expect.poll(listed, { timeout: 2_000 }).toMatchObject({ etaMs: null });
});

test('every process that takes runs hears of a circuit at once', async () => {
  const error = { code: 'RUNNER_CRASHED' as const, message: 'The runner died.', cause: null, suggestions: [] };
  const bytes = new Uint8Array(4);
  const run = () =>
    createInvocation(ours.ctx('developer'), {
      team: ours.team,
      model: ours.ids.model,
      version: 1,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1], bytes }],
    }).then(
      () => 'taken',
      ({ code }: { code: string }) => code,
    );
  expect(await run()).toBe('taken');
  await openCircuit(runtime, await idOf(ours), { error, forMs: 60_000 });
  await expect.poll(run, { timeout: 500, interval: 20 }).toBe('CIRCUIT_OPEN');
  await closeCircuits(runtime, [await idOf(ours)]);
  await expect.poll(run, { timeout: 500, interval: 20 }).toBe('taken');
});

test('what is pinned or soon to be active is to be loaded without a run; what is deleted is nobody’s any more', async () => {
  const pinned = await addVersion(theirs, 2, { pinned: true, threads: 3 });
  const gone = await addVersion(theirs, 3);
  await runtime.db.version.update({ where: { id: gone }, data: { status: 'archived', deletedAt: new Date() } });
  const found = await findVersionNeeds(runtime, [gone, await idOf(theirs)]);
  expect([...found.keys()].sort()).toEqual([pinned, await idOf(theirs)].sort());
  expect(found.get(pinned)).toMatchObject({ warm: true, needs: { threads: 3, pinned: true } });
  expect(found.get(await idOf(theirs))).toMatchObject({
    warm: false,
    needs: { threads: runtime.env.threads, memoryLimitBytes: runtime.env.runnerMemoryBytes },
  });
});

test('an activation waits until the new version is loaded wherever the old one is', async () => {
  const [old, next] = [await idOf(theirs), await addVersion(theirs, 4)];
  await beat([line(old)]);
  const ref = { team: theirs.team, model: theirs.ids.model, version: 4 };
  const activation = activateVersion(theirs.ctx('developer'), ref);
  await expect.poll(async () => (await findVersionNeeds(runtime, [])).get(next)?.warm).toBe(true);
  await beat([line(old), line(next, { state: 'loading', instances: 0, loading: 1 })]);
  expect((await getVersion(theirs.ctx('viewer'), ref)).active).toBe(false);
  await beat([line(old), line(next)]);
  expect((await activation).active).toBe(true);
});

test('an activation does not wait where nobody would meet a cold start', async () => {
  await addVersion(theirs, 5);
  await beat([]);
  expect((await activateVersion(theirs.ctx('developer'), { team: theirs.team, model: theirs.ids.model, version: 5 })).active).toBe(true);
});
