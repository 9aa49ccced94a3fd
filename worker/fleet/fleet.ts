import { AppError } from '../../server/errors.ts';
import type { LoadedVersion, VersionNeeds } from '../../server/workers/schema.ts';
import { isLoss } from '../runtime/runner-exit.ts';
import { CPU, measureSpaces } from './device-spaces.ts';
import { NO_NEEDS, type FleetOptions, type Lease } from './fleet-options.ts';
import { describeInstances, evictable, isIdle, isOutdated, newInstance, viewInstances, type Instance, type Loaded } from './instance.ts';
import { placeVersion, type DeviceSpace } from './placement.ts';
import { paceOf, type ScalingInstance } from './scaling.ts';
import type { VersionLoad } from './version-load.ts';

export type { Lease } from './fleet-options.ts';
export type { Loaded } from './instance.ts';

/**
 * Which versions are loaded here, each in one instance (a runner) or more, kept warm until memory is needed, the least
 * recently used going first, pinned ones never. Unloading is killing the runner, which really gives its memory back.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #instances = new Set<Instance>();
  readonly #needs = new Map<string, VersionNeeds>();
  /** Versions whose instances run with one thread each, whatever they would have by themselves. */
  readonly #spread = new Set<string>();
  // One is placed at a time: the next sees the memory the last one will take.
  #placing: Promise<unknown> = Promise.resolve();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Instances of the version, loaded or loading. */
  size(versionId: string): number {
    return this.#of(versionId).length;
  }

  /** How many batches of the version can run now: those that have an instance, and one more for each that is loaded and idle. */
  capacity(versionId: string): number {
    return [...this.#instances].filter((instance) => instance.versionId === versionId && (instance.lent || isIdle(instance))).length;
  }

  /** Whether an instance of it is loaded: a batch waits for no load. */
  isWarm(versionId: string): boolean {
    return this.#of(versionId).some(({ runner }) => runner && !runner.ended);
  }

  /** Whether any version is being loaded. */
  get isLoading(): boolean {
    return [...this.#instances].some((instance) => instance.runner === undefined);
  }

  /** Versions that have an instance, loaded or loading. */
  versions(): string[] {
    return [...new Set([...this.#instances].map((instance) => instance.versionId))];
  }

  /**
   * An idle instance of the version; where there is none, one that is being loaded, or one more. While `capacity` says that
   * there is none, only the first batch may ask. @throws what loading throws
   */
  async acquire(versionId: string): Promise<Lease> {
    const askedAt = performance.now();
    const own = this.#of(versionId);
    const instance = own.find(isIdle) ?? own.find((candidate) => !candidate.lent && !candidate.runner) ?? this.#add(versionId);
    const warm = instance.runner !== undefined;
    instance.lent = true;
    instance.used = true;
    const { runner, device } = await instance.loading;
    return { runner, device, loadMs: warm ? 0 : performance.now() - askedAt };
  }

  release(lease: Lease): void {
    const instance = [...this.#instances].find((candidate) => candidate.runner === lease.runner);
    if (!instance) return;
    instance.lent = false;
    instance.lastUsedAt = Date.now();
    if (instance.retiring) void this.#unload(instance);
  }

  /** Loads one more instance, on the device named or where there is most room. @throws what loading throws */
  async grow(versionId: string, device?: string): Promise<void> {
    await this.#add(versionId, device).loading;
  }

  /** Unloads the instance that was idle longest; where all are lent, one goes when it is given back. */
  async shrink(versionId: string): Promise<void> {
    const own = this.#of(versionId).filter(({ runner }) => runner && !runner.ended);
    const least = evictable(own, () => false)[0] ?? own[0];
    if (least) await this.#retire([least]);
  }

  /** Replaces its instances by as many as they have threads, of one thread each. @throws what loading throws */
  async spread(versionId: string): Promise<void> {
    const count = this.#of(versionId).reduce((sum, { runner }) => sum + (runner?.limits.threads ?? 1), 0);
    this.#spread.add(versionId);
    try {
      await this.settle(versionId, this.#needsOf(versionId));
      while (this.#spread.has(versionId) && this.size(versionId) < count) await this.grow(versionId);
    } catch (error) {
      this.#spread.delete(versionId);
      throw error;
    }
  }

  /** Takes `spread` back. @throws what loading throws */
  async gather(versionId: string): Promise<void> {
    this.#spread.delete(versionId);
    await this.settle(versionId, this.#needsOf(versionId));
  }

  /** Takes over a runner that has just loaded and probed the version, so that it is invokable at once. */
  async adopt(versionId: string, loaded: Loaded): Promise<void> {
    const older = this.#of(versionId);
    const instance = newInstance(versionId);
    instance.placedFor = loaded.device === 'cpu' ? 'cpu' : 'gpu';
    this.#track(instance, Promise.resolve(loaded));
    await instance.loading;
    await this.#retire(older);
  }

  /**
   * Takes note of what the version needs now. Instances that run otherwise are replaced: each goes when its successor has
   * loaded. null: the version is gone, and so are its instances when they are idle; the same where it asks for what this
   * worker has not. @throws what loading throws
   */
  async settle(versionId: string, needs: VersionNeeds | null): Promise<void> {
    if (!needs) {
      this.#needs.delete(versionId);
      return this.#retire(this.#of(versionId));
    }
    this.#needs.set(versionId, needs);
    const { device } = placeVersion(needs, this.#spaces());
    if (device === null) return this.#retire(this.#of(versionId));
    const given = this.#givenNow(versionId, needs);
    for (const outdated of this.#of(versionId).filter((instance) => isOutdated(instance, given, device))) {
      await this.#add(versionId).loading;
      await this.#retire([outdated]);
    }
  }

  /** Ends every instance of the version. */
  async unload(versionId: string): Promise<void> {
    await Promise.all(this.#of(versionId).map((instance) => this.#unload(instance)));
  }

  /** Reads what each runner takes now, and unloads idle versions while all on a device take more than its budget. */
  async measure(): Promise<void> {
    await Promise.all(
      [...this.#instances].map(async (instance) => {
        if (instance.runner) instance.memoryBytes = await instance.runner.memoryBytes();
      }),
    );
    for (const { id } of this.#devices()) await this.#makeRoom(id);
  }

  /** What is loaded, one line per version and device. */
  snapshot(loads: VersionLoad[] = []): LoadedVersion[] {
    return describeInstances(this.#instances, loads, this.#isPinned);
  }

  /** Every instance as scaling looks at it, what the versions need, and the room there is. */
  view(): { instances: ScalingInstance[]; needs: ReadonlyMap<string, VersionNeeds>; devices: DeviceSpace[] } {
    const instances = viewInstances(this.#instances, (versionId) => this.#givenNow(versionId, this.#needsOf(versionId)).threads);
    return { instances, needs: this.#needs, devices: this.#spaces() };
  }

  /** Whether an instance fits without unloading anything that is pinned or at work. */
  hasRoom(needs: VersionNeeds): boolean {
    const { device } = placeVersion(needs, this.#spaces());
    const space = this.#spaces().find((candidate) => candidate.id === device);
    return space !== undefined && space.freeBytes + space.evictableBytes >= needs.memoryBytes;
  }

  /** Runners of short runs go before those of long ones for the cores. */
  pace(loads: VersionLoad[]): void {
    for (const load of loads) for (const { runner } of this.#of(load.versionId)) void runner?.setPace(paceOf(load));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.#unload(instance)));
  }

  #of(versionId: string): Instance[] {
    return [...this.#instances].filter((instance) => instance.versionId === versionId && !instance.retiring);
  }

  #needsOf(versionId: string): VersionNeeds {
    return this.#needs.get(versionId) ?? NO_NEEDS;
  }

  #givenNow(versionId: string, needs: VersionNeeds): VersionNeeds {
    return this.#spread.has(versionId) && !needs.threadsChosen ? { ...needs, threads: 1 } : needs;
  }

  #isPinned = (versionId: string): boolean => this.#needsOf(versionId).pinned;

  #devices() {
    return this.#options.devices ?? [CPU];
  }

  #spaces(): DeviceSpace[] {
    return measureSpaces(this.#instances, { devices: this.#devices(), budgetBytes: this.#options.budgetBytes, isPinned: this.#isPinned });
  }

  #add(versionId: string, device?: string): Instance {
    const instance = newInstance(versionId);
    const placed = this.#placing.then(() => this.#place(instance, device));
    this.#placing = placed.catch(() => undefined);
    this.#track(
      instance,
      placed.then((place) => this.#options.load(versionId, place.device, place.needs)),
    );
    return instance;
  }

  async #place(instance: Instance, wanted?: string): Promise<{ device: string; needs: VersionNeeds }> {
    const { versionId } = instance;
    const needs = (await this.#options.needs?.(versionId)) ?? NO_NEEDS;
    this.#needs.set(versionId, needs);
    const placement = wanted === undefined ? placeVersion(needs, this.#spaces()) : { device: wanted, refused: null };
    if (placement.device === null) {
      throw new AppError('UNAVAILABLE', 'This version cannot run on this worker.', {
        cause: placement.refused,
        suggestions: ['Set its device to auto or cpu, or start a worker on a machine with a GPU.'],
      });
    }
    Object.assign(instance, { device: placement.device, placedFor: needs.device, memoryBytes: needs.memoryBytes });
    await this.#makeRoom(placement.device, versionId);
    return { device: placement.device, needs: this.#givenNow(versionId, needs) };
  }

  // The version that is being loaded keeps what it has: its old instance goes when the new one is there.
  async #makeRoom(device: string, besides?: string): Promise<void> {
    const here = () => [...this.#instances].filter((instance) => instance.device === device);
    for (const instance of evictable(here(), this.#isPinned)) {
      if ((this.#spaces().find((space) => space.id === device)?.freeBytes ?? 0) >= 0) return;
      if (instance.versionId !== besides && !instance.lent && this.#instances.has(instance)) await this.#unload(instance);
    }
  }

  async #retire(instances: Instance[]): Promise<void> {
    for (const instance of instances) instance.retiring = true;
    for (const versionId of new Set(instances.map((instance) => instance.versionId))) this.#options.onChange(versionId);
    await Promise.all(instances.filter((instance) => !instance.lent).map((instance) => this.#unload(instance)));
  }

  async #unload(instance: Instance): Promise<void> {
    this.#remove(instance);
    const loaded = await instance.loading.catch(() => null);
    loaded?.runner.kill('unloaded');
    await loaded?.runner.exited;
  }

  #remove(instance: Instance): void {
    if (!this.#instances.delete(instance)) return;
    if (this.size(instance.versionId) === 0) this.#spread.delete(instance.versionId);
    this.#options.onChange(instance.versionId);
  }

  #track(instance: Instance, loading: Promise<Loaded>): void {
    instance.loading = loading;
    this.#instances.add(instance);
    loading.then(
      async ({ runner, device }) => {
        Object.assign(instance, { runner, device, loadedAt: new Date(), lastUsedAt: Date.now() });
        instance.memoryBytes = (await runner.memoryBytes().catch(() => null)) ?? instance.memoryBytes;
        this.#options.onChange(instance.versionId);
        const exit = await runner.exited;
        this.#remove(instance);
        if (isLoss(exit)) this.#options.onLost?.(instance.versionId, exit);
      },
      () => this.#remove(instance),
    );
  }
}
