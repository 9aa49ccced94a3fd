import type { LoadedVersion } from '../../server/workers/schema.ts';
import type { Runner } from '../runtime/runner-process.ts';

/** A runner lent to one batch. Give it back with release. */
export interface Lease {
  runner: Runner;
  /** What it runs on: "cpu", "cuda:0", … */
  device: string;
  /** How long the caller waited for it to load; 0 when it was warm. */
  loadMs: number;
}

/** A runner that has a version loaded, and where. */
export interface Loaded {
  runner: Runner;
  device: string;
}

interface Instance extends Partial<Loaded> {
  versionId: string;
  loading: Promise<Loaded>;
  lastUsedAt: number;
  loadedAt: Date;
  memoryBytes: number;
  lent: boolean;
}

export interface FleetOptions {
  /** Starts a runner and loads the version in it. */
  load(versionId: string): Promise<Loaded>;
  /** All loaded versions together may take this much. */
  budgetBytes: number;
  /** The version has an instance more or less than before. */
  onChange(versionId: string): void;
}

/**
 * Which versions are loaded here, each in one instance (a runner) or more, kept warm until memory is needed, the least
 * recently used going first. Unloading is killing the runner, which really gives its memory back.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #instances = new Set<Instance>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Instances of the version, loaded or loading: how many batches of it can run at once. */
  capacity(versionId: string): number {
    return this.#of(versionId).length;
  }

  /** An idle instance of the version; where there is none, one more is loaded. @throws what loading throws */
  async acquire(versionId: string): Promise<Lease> {
    const askedAt = performance.now();
    const free = this.#of(versionId).filter((instance) => !instance.lent && !instance.runner?.ended);
    const instance = free.find((candidate) => candidate.runner) ?? free[0] ?? this.#add(versionId, this.#options.load(versionId));
    const warm = instance.runner !== undefined;
    instance.lent = true;
    const { runner, device } = await instance.loading;
    return { runner, device, loadMs: warm ? 0 : performance.now() - askedAt };
  }

  release(lease: Lease): void {
    const instance = [...this.#instances].find((candidate) => candidate.runner === lease.runner);
    if (!instance) return;
    instance.lent = false;
    instance.lastUsedAt = Date.now();
  }

  /** Loads one more instance. @throws what loading throws */
  async grow(versionId: string): Promise<void> {
    await this.#add(versionId, this.#options.load(versionId)).loading;
  }

  /** Unloads one idle instance; false when all are lent. */
  async shrink(versionId: string): Promise<boolean> {
    const idle = this.#of(versionId).find((instance) => instance.runner && !instance.lent);
    if (idle) await this.#unload(idle);
    return idle !== undefined;
  }

  /** Takes over a runner that has just loaded and probed the version, so that it is invokable at once. */
  async adopt(versionId: string, loaded: Loaded): Promise<void> {
    await this.unload(versionId);
    await this.#add(versionId, Promise.resolve(loaded)).loading;
  }

  /** Ends every instance of the version. */
  async unload(versionId: string): Promise<void> {
    await Promise.all(this.#of(versionId).map((instance) => this.#unload(instance)));
  }

  /** Reads what each runner takes now, and unloads idle versions while all together take more than the budget. */
  async measure(): Promise<void> {
    await Promise.all([...this.#instances].map(async (instance) => (instance.memoryBytes = (await instance.runner?.memoryBytes()) ?? 0)));
    const idle = [...this.#instances].filter((instance) => !instance.lent && instance.runner).sort((a, b) => a.lastUsedAt - b.lastUsedAt);
    let total = [...this.#instances].reduce((sum, instance) => sum + instance.memoryBytes, 0);
    for (const instance of idle) {
      if (total <= this.#options.budgetBytes) return;
      total -= instance.memoryBytes;
      await this.#unload(instance);
    }
  }

  snapshot(): LoadedVersion[] {
    return [...this.#instances].map((instance) => ({
      versionId: instance.versionId,
      state: instance.runner ? (instance.lent ? 'busy' : 'ready') : 'loading',
      memoryBytes: instance.memoryBytes,
      loadedAt: instance.loadedAt.toISOString(),
    }));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.#unload(instance)));
  }

  #of(versionId: string): Instance[] {
    return [...this.#instances].filter((instance) => instance.versionId === versionId);
  }

  async #unload(instance: Instance): Promise<void> {
    this.#remove(instance);
    const loaded = await instance.loading.catch(() => null);
    loaded?.runner.kill('unloaded');
    await loaded?.runner.exited;
  }

  #remove(instance: Instance): void {
    if (this.#instances.delete(instance)) this.#options.onChange(instance.versionId);
  }

  #add(versionId: string, loading: Promise<Loaded>): Instance {
    const instance: Instance = { versionId, loading, lastUsedAt: Date.now(), loadedAt: new Date(), memoryBytes: 0, lent: false };
    this.#instances.add(instance);
    loading.then(
      async ({ runner, device }) => {
        Object.assign(instance, { runner, device, loadedAt: new Date() });
        instance.memoryBytes = (await runner.memoryBytes().catch(() => null)) ?? 0;
        this.#options.onChange(versionId);
        await runner.exited;
        this.#remove(instance);
      },
      () => this.#remove(instance),
    );
    return instance;
  }
}
