import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLog } from '../../server/log.ts';
import { bytesSource } from '../../server/signatures/byte-source.ts';
import { readSignature } from '../../server/signatures/read-signature.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { addModel } from '../../server/testing/onnx/tiny-models.ts';
import type { Device, VersionNeeds } from '../../server/workers/schema.ts';
import { listCudaDevices, parseGpus, providersOf } from '../runtime/onnx/cuda.ts';
import { startRunner, type Runner } from '../runtime/runner-process.ts';
import { detectSandbox, type Sandbox } from '../runtime/sandbox/detect-sandbox.ts';
import { Fleet } from './fleet.ts';
import type { FleetOptions } from './fleet-options.ts';
import { probeDevices } from './probe-devices.ts';
import { Scaler } from './scaler.ts';
import type { VersionLoad } from './version-load.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GB = 1e9;
const CPU: Device = { id: 'cpu', name: 'cpu', memoryBytes: 16 * GB };
const GPU: Device = { id: 'cuda:0', name: 'a GPU', memoryBytes: 8 * GB };
const NEEDS: VersionNeeds = { device: 'auto', threads: 1, threadsChosen: false, memoryBytes: 0, memoryLimitBytes: 2 * GB, maxInstances: null, pinned: false };
let folder: string;
let sandbox: Sandbox;
let signature: Signature;
const fleets: Fleet[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleet-'));
  sandbox = await detectSandbox();
  writeFileSync(path.join(folder, 'model.onnx'), addModel());
  signature = await readSignature([{ name: 'model.onnx', source: bytesSource(addModel()) }]);
});
afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const modelFiles = () => [{ name: 'model.onnx', path: path.join(folder, 'model.onnx'), sizeBytes: addModel().byteLength }];
const start = ({ threads, memoryLimitBytes }: VersionNeeds, device = 'cpu', files = modelFiles()): Promise<Runner> =>
  startRunner({ root: ROOT, sandbox, files, workFolder: path.join(folder, 'work'), threads, memoryLimitBytes, device, onLog: () => undefined });

/** A fleet of real runners; what each version needs can be changed. Runners of a pretended GPU run on the CPU. */
function createFleet(options: Partial<FleetOptions> & { versions?: Record<string, Partial<VersionNeeds>> } = {}) {
  const { versions = {}, ...rest } = options;
  const loads: { versionId: string; device: string }[] = [];
  const fleet = new Fleet({
    budgetBytes: 8 * GB,
    devices: [CPU],
    onChange: () => undefined,
    needs: async (versionId) => ({ ...NEEDS, ...versions[versionId] }),
    load: async (versionId, device, needs) => {
      loads.push({ versionId, device });
      const runner = await start(needs);
      await runner.load(signature, { timeoutMs: 20_000 });
      return { runner, device };
    },
    ...rest,
  });
  fleets.push(fleet);
  return { fleet, loads };
}

const use = async (fleet: Fleet, versionId: string) => fleet.release(await fleet.acquire(versionId));
const loaded = (fleet: Fleet) => fleet.snapshot().map(({ versionId, instances, device }) => `${versionId} ${instances} ${device}`);

test('a version that is used first loads, then is warm; a second batch at once gets a second instance only when it grew', async () => {
  const { fleet } = createFleet();
  const first = await fleet.acquire('a');
  expect(first).toMatchObject({ device: 'cpu' });
  expect(first.loadMs).toBeGreaterThan(0);
  expect(fleet.capacity('a')).toBe(1);
  await fleet.grow('a');
  const second = await fleet.acquire('a');
  expect(second.runner).not.toBe(first.runner);
  expect(second.loadMs).toBe(0);
  expect(fleet.snapshot()).toMatchObject([{ versionId: 'a', instances: 2, busy: 2, state: 'busy', memoryLimitBytes: 2 * GB }]);
  fleet.release(first);
  fleet.release(second);
});

test('a batch is not given to an instance that still loads where another is loaded, and where none is, one batch waits for it', async () => {
  const loading: (() => void)[] = [];
  const { fleet } = createFleet({
    load: async (_versionId, device, needs) => {
      const runner = await start(needs);
      await new Promise<void>((resolve) => loading.push(resolve));
      await runner.load(signature, { timeoutMs: 20_000 });
      return { runner, device };
    },
  });
  const first = fleet.acquire('a');
  expect(fleet.capacity('a')).toBe(1);
  await expect.poll(() => loading).toHaveLength(1);
  loading[0]?.();
  const held = await first;
  const grown = fleet.grow('a');
  await expect.poll(() => loading).toHaveLength(2);
  expect([fleet.capacity('a'), fleet.size('a')]).toEqual([1, 2]);
  fleet.release(held);
  const next = await fleet.acquire('a');
  expect([next.runner, next.loadMs]).toEqual([held.runner, 0]);
  loading[1]?.();
  await grown;
  expect(fleet.capacity('a')).toBe(2);
});

test('a runner that was killed counts no more: one is loaded in its place, however many batches wait', async () => {
  const { fleet, loads } = createFleet({ versions: { a: { maxInstances: 1 } } });
  const held = await fleet.acquire('a');
  held.runner.kill('timeout');
  fleet.release(held);
  const batches: Promise<unknown>[] = [];
  // As dispatch does with a long line.
  while (batches.length < 5 && batches.length < Math.max(1, fleet.capacity('a'))) batches.push(fleet.acquire('a'));
  await Promise.all(batches);
  expect([batches.length, loads.length, fleet.size('a')]).toEqual([1, 2, 1]);
});

test('a runner that is lost is told with how it ended; one that is unloaded is not', async () => {
  const lost: unknown[] = [];
  const { fleet } = createFleet({ onLost: (versionId, { signal, memoryLimitBytes }) => lost.push([versionId, signal, memoryLimitBytes]) });
  await use(fleet, 'b');
  await fleet.unload('b');
  const { runner } = await fleet.acquire('a');
  process.kill(runner.pid ?? 0, 'SIGKILL');
  await expect.poll(() => fleet.size('a')).toBe(0);
  expect(lost).toEqual([['a', 'SIGKILL', 2 * GB]]);
});

test('the successor of an instance takes batches as soon as it has loaded, beside the last one of the old', async () => {
  const { fleet } = createFleet();
  const held = await fleet.acquire('a');
  await fleet.settle('a', { ...NEEDS, memoryLimitBytes: 1 * GB });
  expect([fleet.capacity('a'), fleet.size('a')]).toEqual([2, 1]);
  fleet.release(held);
  expect(fleet.capacity('a')).toBe(1);
});

test('room is made before a version loads: the least recently used idle one goes, a pinned or lent one stays', async () => {
  const memoryBytes = 3 * GB;
  const { fleet } = createFleet({
    versions: { pinned: { memoryBytes, pinned: true }, old: { memoryBytes: 0 }, lent: { memoryBytes: 0 }, large: { memoryBytes: 7.9 * GB } },
  });
  await use(fleet, 'pinned');
  await use(fleet, 'old');
  const lease = await fleet.acquire('lent');
  await fleet.grow('large');
  expect(loaded(fleet).sort()).toEqual(['large 1 cpu', 'lent 1 cpu', 'pinned 1 cpu']);
  fleet.release(lease);
});

test('what is measured to be too much goes when it is idle, least recently used first', async () => {
  const { fleet } = createFleet({ budgetBytes: 1 });
  await use(fleet, 'a');
  const lease = await fleet.acquire('b');
  await fleet.measure();
  expect(loaded(fleet)).toEqual(['b 1 cpu']);
  fleet.release(lease);
});

test('a changed setting replaces each instance: the new one is loaded before the old one goes, and a lent one goes when it is given back', async () => {
  const versions: Record<string, Partial<VersionNeeds>> = { a: {} };
  const { fleet, loads } = createFleet({ versions });
  const lease = await fleet.acquire('a');
  versions.a = { threads: 2, memoryLimitBytes: 1 * GB };
  await fleet.settle('a', { ...NEEDS, ...versions.a });
  expect(loads).toHaveLength(2);
  expect(fleet.size('a')).toBe(1);
  const next = await fleet.acquire('a');
  expect(next.loadMs).toBe(0);
  expect(next.runner.limits).toMatchObject({ threads: 2, memoryLimitBytes: 1 * GB });
  fleet.release(lease);
  expect((await lease.runner.exited).killedFor).toBe('unloaded');
  await fleet.settle('a', { ...NEEDS, ...versions.a });
  expect(loads).toHaveLength(2);
  fleet.release(next);
});

test('a version that is gone is unloaded', async () => {
  const { fleet } = createFleet();
  await use(fleet, 'a');
  await fleet.settle('a', null);
  expect(fleet.versions()).toEqual([]);
});

test('the runner that probed a version takes over from the one before it', async () => {
  const { fleet } = createFleet();
  const before = await fleet.acquire('a');
  fleet.release(before);
  const runner = await start(NEEDS);
  await runner.load(signature, { timeoutMs: 20_000 });
  await fleet.adopt('a', { runner, device: 'cpu' });
  expect((await fleet.acquire('a')).runner).toBe(runner);
  expect((await before.runner.exited).killedFor).toBe('unloaded');
});

test('versions go to the device they need, and one that no device can take is refused with the reason', async () => {
  const { fleet } = createFleet({ devices: [CPU, GPU], versions: { c: { device: 'cpu' }, g: { device: 'gpu' }, huge: { memoryBytes: 9 * GB } } });
  expect((await fleet.acquire('a')).device).toBe('cuda:0');
  expect((await fleet.acquire('c')).device).toBe('cpu');
  expect((await fleet.acquire('g')).device).toBe('cuda:0');
  expect((await fleet.acquire('huge')).device).toBe('cpu');
  const { fleet: poor } = createFleet({ versions: { g: { device: 'gpu' } } });
  await expect(poor.acquire('g')).rejects.toMatchObject({ code: 'UNAVAILABLE', why: 'It needs a GPU, and there is none.' });
  expect(poor.versions()).toEqual([]);
});

test('a version that was deployed on the CPU moves to the GPU it may take', async () => {
  const { fleet, loads } = createFleet({ devices: [CPU, GPU] });
  const runner = await start(NEEDS);
  await runner.load(signature, { timeoutMs: 20_000 });
  await fleet.adopt('a', { runner, device: 'cpu' });
  await fleet.settle('a', NEEDS);
  await fleet.settle('a', NEEDS);
  expect(loaded(fleet)).toEqual(['a 1 cuda:0']);
  expect(loads).toHaveLength(1);
});

test('a changed device moves a version', async () => {
  const versions: Record<string, Partial<VersionNeeds>> = { a: {} };
  const { fleet } = createFleet({ devices: [CPU, GPU], versions });
  await use(fleet, 'a');
  versions.a = { device: 'cpu' };
  await fleet.settle('a', { ...NEEDS, device: 'cpu' });
  expect(loaded(fleet)).toEqual(['a 1 cpu']);
});

test('a load step brings a second runner after five seconds, and it goes after a minute of idleness', async () => {
  const { fleet } = createFleet();
  const load: VersionLoad = { versionId: 'a', waiting: 9, p95WaitMs: 90, runMs: 10, perSecond: 100, runnersBusy: 1, runs: 500, lastRunAt: null };
  const scaler = new Scaler({ fleet, loads: () => [load], cores: 2, log: createLog('worker', 'silent') });
  const held = await fleet.acquire('a');
  let now = Date.now();
  const seconds = (count: number) => Array.from({ length: count }, () => scaler.tick((now += 1_000)));
  seconds(5);
  expect(fleet.size('a')).toBe(1);
  seconds(1);
  expect(fleet.size('a')).toBe(2);
  const second = await fleet.acquire('a');
  expect(second.runner).not.toBe(held.runner);
  // Two runners of one thread each are all that two cores take.
  seconds(20);
  expect(fleet.size('a')).toBe(2);
  fleet.release(held);
  fleet.release(second);
  Object.assign(load, { waiting: 0, p95WaitMs: 0 });
  now = Date.now();
  seconds(59);
  expect(fleet.size('a')).toBe(2);
  seconds(2);
  await expect.poll(() => fleet.size('a')).toBe(1);
  seconds(600);
  expect(fleet.size('a')).toBe(1);
});

test('of two busy instances where one is allowed now, one is given no more work and goes after its batch', async () => {
  const { fleet } = createFleet();
  const load: VersionLoad = { versionId: 'a', waiting: 9, p95WaitMs: 90, runMs: 10, perSecond: 100, runnersBusy: 2, runs: 500, lastRunAt: null };
  const scaler = new Scaler({ fleet, loads: () => [load], cores: 2, log: createLog('worker', 'silent') });
  await fleet.grow('a');
  await fleet.grow('a');
  const leases = [await fleet.acquire('a'), await fleet.acquire('a')];
  await fleet.settle('a', { ...NEEDS, maxInstances: 1 });
  for (let second = 1; second < 9; second++) scaler.tick(Date.now() + second * 1_000);
  expect([fleet.size('a'), leases.some(({ runner }) => runner.ended)]).toEqual([1, false]);
  for (const lease of leases) fleet.release(lease);
  expect(fleet.capacity('a')).toBe(1);
  await expect.poll(() => leases.filter(({ runner }) => runner.ended)).toHaveLength(1);
});

test('under load an instance of two threads becomes two of one, and one of two again once one is enough', async () => {
  const { fleet } = createFleet({ versions: { a: { threads: 2 } } });
  const load: VersionLoad = { versionId: 'a', waiting: 9, p95WaitMs: 90, runMs: 10, perSecond: 100, runnersBusy: 1, runs: 500, lastRunAt: null };
  const scaler = new Scaler({ fleet, loads: () => [load], cores: 2, log: createLog('worker', 'silent') });
  const threads = () => fleet.view().instances.map((instance) => instance.threads);
  const held = await fleet.acquire('a');
  expect(threads()).toEqual([2]);
  let now = Date.now();
  const seconds = (count: number) => Array.from({ length: count }, () => scaler.tick((now += 1_000)));
  seconds(6);
  // The old one works on until it is given back.
  await expect.poll(() => fleet.view().instances.filter(({ loading }) => !loading), { timeout: 10_000 }).toHaveLength(2);
  expect(threads()).toEqual([1, 1]);
  expect(held.runner.ended).toBe(false);
  fleet.release(held);
  await held.runner.exited;
  await fleet.settle('a', { ...NEEDS, threads: 2 });
  expect(threads()).toEqual([1, 1]);
  Object.assign(load, { waiting: 0, p95WaitMs: 0 });
  now = Date.now();
  seconds(61);
  await expect.poll(() => fleet.size('a')).toBe(1);
  seconds(1);
  await expect.poll(threads, { timeout: 10_000 }).toEqual([2]);
});

test('threads that a person chooses end the spreading', async () => {
  const versions: Record<string, Partial<VersionNeeds>> = { a: { threads: 2 } };
  const { fleet } = createFleet({ versions });
  await use(fleet, 'a');
  await fleet.spread('a');
  versions.a = { threads: 3, threadsChosen: true };
  await fleet.settle('a', { ...NEEDS, ...versions.a });
  expect(fleet.view().instances.map(({ threads }) => threads)).toEqual([3, 3]);
});

test('a GPU that the engine cannot use is told, with the reason, and the CPU is always there', async () => {
  const probe = { cpu: CPU, folder, startRunner: (files: ReturnType<typeof modelFiles>, device: string) => start(NEEDS, device, files) };
  const found = await probeDevices({ ...probe, listGpus: async () => [GPU] });
  expect(found.devices).toEqual([CPU]);
  expect(found.unusable).toMatchObject([{ id: 'cuda:0' }]);
  expect(found.unusable[0]?.reason).toMatch(/Failed to load shared library|CUDA/i);
  expect((await probeDevices({ ...probe, listGpus: async () => [] })).devices).toEqual([CPU]);
});

test('the tiny model of the probe runs where the device works', async () => {
  const found = await probeDevices({ cpu: CPU, folder, listGpus: async () => [GPU], startRunner: (files) => start(NEEDS, 'cpu', files) });
  expect(found).toEqual({ devices: [CPU, GPU], unusable: [] });
});

test('what nvidia-smi prints is read as devices, and each is asked for by its number', async () => {
  expect(parseGpus('0, NVIDIA T1000, 4096\n1, NVIDIA A10, 23028\n')).toEqual([
    { id: 'cuda:0', name: 'NVIDIA T1000', memoryBytes: 4096 * 1024 ** 2 },
    { id: 'cuda:1', name: 'NVIDIA A10', memoryBytes: 23028 * 1024 ** 2 },
  ]);
  expect(parseGpus('No devices were found\n')).toEqual([]);
  expect(Array.isArray(await listCudaDevices())).toBe(true);
  expect(providersOf('cuda:1')).toEqual([{ name: 'cuda', deviceId: 1 }]);
  expect(providersOf('cpu')).toEqual(['cpu']);
});
