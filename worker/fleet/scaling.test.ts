import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VersionNeeds } from '../../server/workers/schema.ts';
import { decideScaling, type ScalingInstance, type ScalingState, type ScalingView } from './scaling.ts';
import type { VersionLoad } from './version-load.ts';

const MB = 1e6;
const NEEDS: VersionNeeds = {
  device: 'auto',
  threads: 1,
  threadsChosen: false,
  memoryBytes: 100 * MB,
  memoryLimitBytes: 1e9,
  maxInstances: null,
  pinned: false,
};
const load = (changes: Partial<VersionLoad> = {}): VersionLoad => ({
  versionId: 'a',
  waiting: 20,
  p95WaitMs: 100,
  runMs: 10,
  perSecond: 90,
  runnersBusy: 0.9,
  runs: 1000,
  lastRunAt: 0,
  ...changes,
});
const instance = (changes: Partial<ScalingInstance> = {}): ScalingInstance => ({
  versionId: 'a',
  device: 'cpu',
  threads: 1,
  memoryBytes: 100 * MB,
  loading: false,
  lent: true,
  lastUsedAt: 0,
  ...changes,
});

function view(changes: Partial<ScalingView> & { budgetBytes?: number } = {}): ScalingView {
  const { budgetBytes = 1e9, instances = [instance()], ...rest } = changes;
  const used = instances.reduce((sum, item) => sum + item.memoryBytes, 0);
  return {
    now: 0,
    loads: [load()],
    needs: new Map([['a', NEEDS]]),
    devices: [{ id: 'cpu', name: 'cpu', memoryBytes: budgetBytes, freeBytes: budgetBytes - used, evictableBytes: 0 }],
    cores: 4,
    instances,
    ...rest,
  };
}

/** What is decided when the view stays the same for `seconds`. */
function after(seconds: number, seen: ScalingView) {
  let state: ScalingState = new Map();
  let decisions: ReturnType<typeof decideScaling>['decisions'] = [];
  for (let second = 0; second <= seconds; second++) ({ state, decisions } = decideScaling(state, { ...seen, now: second * 1000 }));
  return decisions;
}

test('a version grows once its runs have waited more than twice their run time for five seconds', () => {
  expect(after(4, view())).toEqual([]);
  expect(after(5, view())).toMatchObject([{ versionId: 'a', action: 'grow', device: 'cpu' }]);
  expect(after(60, view({ loads: [load({ p95WaitMs: 20 })] }))).toEqual([]);
  expect(after(60, view({ loads: [load({ runMs: 0 })] }))).toEqual([]);
});

test('waits that the way here makes bring no runner: those there are do little', () => {
  const tiny = { runMs: 0.1, p95WaitMs: 2.5, perSecond: 1_000 };
  expect(after(60, view({ loads: [load({ ...tiny, runnersBusy: 0.1 })] }))).toEqual([]);
  expect(after(5, view({ loads: [load({ ...tiny, runnersBusy: 0.3 })] }))).toMatchObject([{ action: 'grow' }]);
  // Each of two is at work a sixth of the time.
  expect(after(60, view({ loads: [load({ ...tiny, runnersBusy: 0.3 })], instances: [instance(), instance()] }))).toEqual([]);
  // Of long runs five seconds may show none that ended.
  expect(after(5, view({ loads: [load({ runMs: 8_000, p95WaitMs: 20_000, runnersBusy: 0 })] }))).toMatchObject([{ action: 'grow' }]);
});

test('a second of calm starts the five seconds again', () => {
  let state: ScalingState = new Map();
  const grown = [];
  for (let second = 0; second < 9; second++) {
    const calm = second === 4;
    const next = decideScaling(state, view({ now: second * 1000, loads: [load(calm ? { p95WaitMs: 5 } : {})] }));
    state = next.state;
    grown.push(...next.decisions);
  }
  expect(grown).toEqual([]);
});

test('nothing grows while an instance of the version loads', () => {
  expect(after(60, view({ instances: [instance(), instance({ loading: true, lent: false })] }))).toEqual([]);
});

test('what it may not have it is held back from, with the reason', () => {
  const reasons = (changes: Parameters<typeof view>[0]) => after(5, view(changes)).map(({ action, reason }) => `${action}: ${reason}`);
  expect(reasons({ needs: new Map([['a', { ...NEEDS, maxInstances: 1 }]]) })).toEqual(['hold: it may have 1 and has them']);
  expect(reasons({ budgetBytes: 150 * MB })).toEqual(['hold: another takes 100\u00a0MB, more than the memory budget has free']);
  expect(reasons({ cores: 1 })).toEqual(['hold: another takes 1 of the cores, and 0 are free']);
  expect(reasons({ instances: [instance(), instance({ versionId: 'b', threads: 3 })] })).toEqual(['hold: another takes 1 of the cores, and 0 are free']);
  expect(reasons({ instances: [instance(), instance({ versionId: 'b', threads: 3, lent: false, lastUsedAt: -9_000 })] })[0]).toMatch(/^grow/);
});

test('an instance that was idle for a minute goes, never the last one', () => {
  const quiet = { loads: [load({ waiting: 0, p95WaitMs: 0, perSecond: 5 })] };
  const two = (idleAt: number) => [instance({ lent: false, lastUsedAt: idleAt }), instance({ lent: true })];
  expect(after(59, view({ ...quiet, instances: two(0) }))).toEqual([]);
  expect(after(60, view({ ...quiet, instances: two(0) }))).toMatchObject([{ action: 'shrink' }]);
  expect(after(600, view({ ...quiet, instances: [instance({ lent: false })] }))).toEqual([]);
  expect(after(600, view({ ...quiet, instances: [instance({ lent: false }), instance({ lent: false, loading: true })] }))).toEqual([]);
});

test('where it has more instances than it may, one goes at once, however busy they are', () => {
  const lowered = (maxInstances: number, instances: ScalingInstance[]) =>
    after(0, view({ instances, needs: new Map([['a', { ...NEEDS, maxInstances }]]) })).map(({ action, reason }) => `${action}: ${reason}`);
  expect(lowered(1, [instance(), instance()])).toEqual(['shrink: it has 2 and may have 1']);
  expect(lowered(2, [instance(), instance()])).toEqual([]);
  expect(lowered(1, [instance({ lent: false }), instance({ lent: false }), instance()])).toEqual(['shrink: it has 3 and may have 1']);
  // What loads may be the successor of the other.
  expect(lowered(1, [instance(), instance({ loading: true })])).toEqual([]);
});

test('a version that takes all cores with several threads a run is spread over them, unless its threads were chosen', () => {
  const wide = { instances: [instance({ threads: 4 })], needs: new Map([['a', { ...NEEDS, threads: 4 }]]) };
  expect(after(4, view(wide))).toEqual([]);
  expect(after(5, view(wide))).toMatchObject([{ versionId: 'a', action: 'spread', device: 'cpu' }]);
  expect(after(5, view({ ...wide, cores: 8 }))).toMatchObject([{ action: 'grow' }]);
  const held = (changes: Partial<VersionNeeds>, budgetBytes = 1e9) =>
    after(5, view({ ...wide, budgetBytes, needs: new Map([['a', { ...NEEDS, threads: 4, ...changes }]]) })).map(({ action }) => action);
  expect(held({ threadsChosen: true })).toEqual(['hold']);
  expect(held({ maxInstances: 3 })).toEqual(['hold']);
  expect(after(5, view({ ...wide, loads: [load({ runMs: 1_001, p95WaitMs: 9_000 })] }))).toMatchObject([{ action: 'hold' }]);
  expect(held({}, 350 * MB)).toEqual(['hold']);
  expect(held({}, 400 * MB)).toEqual(['spread']);
});

test('spread, it goes back to one instance with its threads once one is enough', () => {
  const needs = new Map([['a', { ...NEEDS, threads: 2 }]]);
  const calm = { needs, loads: [load({ waiting: 0, p95WaitMs: 0, perSecond: 5 })] };
  const two = [instance({ lent: false, lastUsedAt: 0 }), instance()];
  expect(after(59, view({ ...calm, instances: two }))).toEqual([]);
  expect(after(60, view({ ...calm, instances: two }))).toMatchObject([{ action: 'shrink' }]);
  expect(after(0, view({ ...calm, instances: [instance()] }))).toMatchObject([{ action: 'gather' }]);
  expect(after(0, view({ ...calm, instances: [instance({ threads: 2 })] }))).toEqual([]);
  expect(after(0, view({ ...calm, instances: [instance(), instance({ threads: 2, loading: true })] }))).toEqual([]);
});

test('a load step brings instances, then steadiness, then the return to one, without flapping', () => {
  const counts = simulate({ seconds: 400, arrivals: (second) => (second >= 20 && second < 200 ? 250 : 40) });
  expect(counts.slice(0, 24).every((count) => count === 1)).toBe(true);
  // 100 runs a second each: 250 need three.
  const grownBy = counts.indexOf(3);
  expect(grownBy).toBeGreaterThan(24);
  expect(grownBy).toBeLessThan(50);
  const changes = counts.slice(1).flatMap((count, index) => (count === counts[index] ? [] : [{ second: index + 1, by: count - (counts[index] ?? 0) }]));
  const growths = changes.filter(({ by }) => by > 0).map(({ second }) => second);
  const shrinks = changes.filter(({ by }) => by < 0).map(({ second }) => second);
  // Two more while the line of the first seconds is worked off, then what the load needs, and no instance comes back.
  expect(Math.max(...counts)).toBeLessThanOrEqual(5);
  expect(new Set(counts.slice(150, 255))).toEqual(new Set([3]));
  expect(Math.max(...growths)).toBeLessThan(Math.min(...shrinks));
  expect(counts.slice(270)).toEqual(counts.slice(270).map(() => 1));
});

/** One version, 10 ms a run, an instance each 100 runs a second; loading takes 2 s. Returns the instances of each second. */
function simulate(world: { seconds: number; arrivals(second: number): number }): number[] {
  let state: ScalingState = new Map();
  let line = 0;
  let instances = [instance()];
  const loads: { second: number; waitMs: number }[] = [];
  return Array.from({ length: world.seconds }, (_, second) => {
    const now = second * 1000;
    instances = instances.map((item) => (item.loading && now - item.lastUsedAt >= 2_000 ? { ...item, loading: false, lastUsedAt: now } : item));
    const ready = instances.filter((item) => !item.loading);
    const arrived = line + world.arrivals(second);
    const done = Math.min(arrived, ready.length * 100);
    line = arrived - done;
    // The first that are free take what is there, as acquire does: the last one idles when there is little.
    const busy = Math.ceil(done / 100);
    let index = 0;
    instances = instances.map((item) => (item.loading ? item : { ...item, lastUsedAt: index++ < busy ? now : item.lastUsedAt, lent: index <= busy }));
    loads.push({ second, waitMs: (line / (ready.length * 100)) * 1000 });
    const p95WaitMs = Math.max(...loads.slice(-5).map(({ waitMs }) => waitMs));
    const seen = view({ now, instances, budgetBytes: 1e9, cores: 8, loads: [load({ waiting: line, p95WaitMs, perSecond: done, runnersBusy: done / 100 })] });
    const next = decideScaling(state, seen);
    state = next.state;
    for (const { action } of next.decisions) {
      if (action === 'grow') instances = [...instances, instance({ loading: true, lent: false, lastUsedAt: now })];
      if (action === 'shrink') {
        const oldest = Math.min(...instances.filter((item) => !item.lent).map((item) => item.lastUsedAt));
        instances = instances.filter((item) => item.lent || item.lastUsedAt !== oldest);
      }
    }
    return instances.length;
  });
}

const anInstance = fc.record({
  versionId: fc.constantFrom('a', 'b', 'c'),
  device: fc.constantFrom('cpu', 'cuda:0'),
  threads: fc.integer({ min: 1, max: 4 }),
  memoryBytes: fc.integer({ min: 1, max: 400 }).map((size) => size * MB),
  loading: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  lent: fc.boolean(),
  lastUsedAt: fc.integer({ min: -120_000, max: 0 }),
});
const someNeeds = fc.record({
  device: fc.constantFrom('auto' as const, 'cpu' as const, 'gpu' as const),
  threads: fc.integer({ min: 1, max: 4 }),
  memoryBytes: fc.integer({ min: 0, max: 400 }).map((size) => size * MB),
  memoryLimitBytes: fc.constant(1e9),
  threadsChosen: fc.boolean(),
  maxInstances: fc.option(fc.integer({ min: 1, max: 4 })),
  pinned: fc.boolean(),
});

test('growing never exceeds the memory of a device, the cores or what a version may have; shrinking leaves one', () => {
  fc.assert(
    fc.property(
      fc.array(anInstance, { minLength: 2, maxLength: 8 }),
      fc.record({ a: someNeeds, b: someNeeds, c: someNeeds }),
      fc.record({ cpu: fc.integer({ min: 0, max: 3000 }), gpu: fc.integer({ min: 0, max: 1000 }), cores: fc.integer({ min: 1, max: 24 }) }),
      (instances, needs, budget) => {
        const budgets = { cpu: budget.cpu * MB, 'cuda:0': budget.gpu * MB };
        const used = (device: string) => instances.filter((item) => item.device === device).reduce((sum, item) => sum + item.memoryBytes, 0);
        const devices = (['cpu', 'cuda:0'] as const).map((id) => ({
          id,
          name: id,
          memoryBytes: budgets[id],
          freeBytes: budgets[id] - used(id),
          evictableBytes: 0,
        }));
        const loads = ['a', 'b', 'c'].map((versionId) => load({ versionId }));
        const decisions = after(5, { now: 0, instances, loads, needs: new Map(Object.entries(needs)), devices, cores: budget.cores });
        const grown = decisions.filter(({ action }) => action === 'grow');
        const sizeOf = (versionId: string) =>
          Math.max(needs[versionId as 'a'].memoryBytes, ...instances.filter((item) => item.versionId === versionId).map((item) => item.memoryBytes));
        const of = (versionId: string) => instances.filter((item) => item.versionId === versionId);
        const fewestThreads = (versionId: string) => Math.min(...of(versionId).map((item) => item.threads));
        for (const { versionId } of decisions.filter(({ action }) => action === 'spread')) {
          const wanted = of(versionId).reduce((sum, item) => sum + item.threads, 0);
          expect(needs[versionId as 'a']).toMatchObject({ threadsChosen: false });
          expect(wanted).toBeLessThanOrEqual(needs[versionId as 'a'].maxInstances ?? Infinity);
          expect((wanted - of(versionId).length) * sizeOf(versionId)).toBeLessThanOrEqual(devices[0]?.freeBytes ?? 0);
        }
        for (const { id, freeBytes } of devices) {
          const more = grown.filter(({ device }) => device === id);
          if (more.length > 0) expect(more.reduce((sum, { versionId }) => sum + sizeOf(versionId), 0)).toBeLessThanOrEqual(freeBytes);
        }
        const active = instances.filter((item) => item.loading || item.lent || loads.some((entry) => entry.versionId === item.versionId));
        const cores = (device: string | null, threads: number) => (device === 'cpu' ? threads : 1);
        const busy = active.reduce((sum, item) => sum + cores(item.device, item.threads), 0);
        const added = grown.reduce((sum, { versionId, device }) => sum + cores(device, fewestThreads(versionId)), 0);
        if (grown.length > 0) expect(busy + added).toBeLessThanOrEqual(budget.cores);
        for (const { versionId, action } of decisions) {
          const own = instances.filter((item) => item.versionId === versionId);
          if (action === 'grow') expect(own.length).toBeLessThan(needs[versionId as 'a'].maxInstances ?? Infinity);
          if (action === 'shrink') expect(own.filter((item) => !item.loading).length).toBeGreaterThan(1);
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
