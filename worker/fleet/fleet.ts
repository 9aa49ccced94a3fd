import type { LoadedVersion } from '../../server/workers/schema.ts';
import type { Runner } from '../runtime/runner-process.ts';

interface Entry {
  versionId: string;
  runner: Runner | null;
  loading: Promise<Runner>;
  lastUsedAt: number;
  loadedAt: Date;
  memoryBytes: number;
  users: number;
}

export interface FleetOptions {
  /** Starts a runner and loads the version in it. */
  load(versionId: string): Promise<Runner>;
  /** All loaded versions together may take this much. */
  budgetBytes: number;
  onExit(versionId: string): void;
}

/**
 * Which versions are loaded here: at most one runner per version, kept warm until memory is needed, the least recently
 * used going first. Unloading is killing the runner, which really gives its memory back.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** The version's runner, loaded first where it is not. Give it back with release. */
  async acquire(versionId: string): Promise<Runner> {
    const entry = this.#entries.get(versionId) ?? this.#add(versionId, this.#options.load(versionId));
    entry.users++;
    entry.lastUsedAt = Date.now();
    try {
      return await entry.loading;
    } catch (error) {
      this.#entries.delete(versionId);
      throw error;
    }
  }

  release(versionId: string): void {
    const entry = this.#entries.get(versionId);
    if (!entry) return;
    entry.users--;
    entry.lastUsedAt = Date.now();
  }

  isLoaded(versionId: string): boolean {
    return Boolean(this.#entries.get(versionId)?.runner);
  }

  /** Takes over a runner that has just loaded and probed the version, so that it is invokable at once. */
  async adopt(versionId: string, runner: Runner): Promise<void> {
    await this.unload(versionId);
    await this.#add(versionId, Promise.resolve(runner)).loading;
  }

  async unload(versionId: string): Promise<void> {
    const entry = this.#entries.get(versionId);
    if (!entry) return;
    this.#entries.delete(versionId);
    const runner = await entry.loading.catch(() => null);
    runner?.kill('unloaded');
    await runner?.exited;
  }

  /** Reads what each runner takes now, and unloads idle versions while all together take more than the budget. */
  async measure(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(async (entry) => (entry.memoryBytes = (await entry.runner?.memoryBytes()) ?? 0)));
    const idle = [...this.#entries.values()].filter((entry) => entry.users === 0 && entry.runner).sort((a, b) => a.lastUsedAt - b.lastUsedAt);
    let total = [...this.#entries.values()].reduce((sum, entry) => sum + entry.memoryBytes, 0);
    for (const entry of idle) {
      if (total <= this.#options.budgetBytes) return;
      total -= entry.memoryBytes;
      await this.unload(entry.versionId);
    }
  }

  snapshot(): LoadedVersion[] {
    return [...this.#entries.values()].map((entry) => ({
      versionId: entry.versionId,
      state: entry.runner ? (entry.users > 0 ? 'busy' : 'ready') : 'loading',
      memoryBytes: entry.memoryBytes,
      loadedAt: entry.loadedAt.toISOString(),
    }));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((versionId) => this.unload(versionId)));
  }

  #add(versionId: string, loading: Promise<Runner>): Entry {
    const entry: Entry = { versionId, runner: null, loading, lastUsedAt: Date.now(), loadedAt: new Date(), memoryBytes: 0, users: 0 };
    this.#entries.set(versionId, entry);
    loading.then(
      async (runner) => {
        entry.runner = runner;
        entry.loadedAt = new Date();
        entry.memoryBytes = (await runner.memoryBytes().catch(() => null)) ?? 0;
        await runner.exited;
        if (this.#entries.get(versionId) === entry) this.#entries.delete(versionId);
        this.#options.onExit(versionId);
      },
      () => undefined,
    );
    return entry;
  }
}
