import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Runtime } from '../runtime.ts';
import type { HubFile } from './hub-api.ts';

/** As long as an upload waits to be gone on with. */
const KEPT_MS = 24 * 3600_000;

/**
 * Files of a version on their way from the Hub: `<data>/hub/<version>/`. Each lies under a name made of its path and the hash it is
 * to have: a repository chooses no path here, and what changed there is not gone on with. */
export class HubParts {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(runtime: Runtime, versionId: string): Promise<HubParts> {
    const folder = path.join(folderOf(runtime), versionId);
    await mkdir(folder, { recursive: true });
    return new HubParts(folder);
  }

  pathOf({ name, sizeBytes, sha256, gitSha1 }: HubFile): string {
    const key = JSON.stringify([name, sizeBytes, sha256, gitSha1]);
    return path.join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.part`);
  }

  /** Bytes of it that are here. */
  async sizeBytes(file: HubFile): Promise<number> {
    return stat(this.pathOf(file)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** Everything is here, or nothing is wanted. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Removes what is left of downloads that nobody goes on with: of versions that are gone or need nothing, and of those whose
 * deployment ended a day ago without all of it.
 */
export async function sweepHubParts(runtime: Runtime): Promise<void> {
  const ids = (await readdir(folderOf(runtime)).catch(() => [])).filter((name) => /^[0-9a-f-]{36}$/.test(name));
  if (ids.length === 0) return;
  const wanted = await runtime.db.version.findMany({
    where: {
      id: { in: ids },
      source: { not: null },
      OR: [{ status: 'deploying' }, { deployments: { some: { endedAt: { gt: new Date(Date.now() - KEPT_MS) } } } }],
    },
    select: { id: true },
  });
  const kept = new Set(wanted.map(({ id }) => id));
  for (const id of ids) if (!kept.has(id)) await rm(path.join(folderOf(runtime), id), { recursive: true, force: true });
}

function folderOf(runtime: Runtime): string {
  return path.join(/* turbopackIgnore: true */ runtime.env.dataFolder, 'hub');
}
