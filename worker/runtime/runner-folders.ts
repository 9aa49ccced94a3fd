import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

/** Host, process, and which of all that had this number: whoever finds a folder of that name knows whether it is still somebody's. */
const OWN = [hostname(), process.pid, randomBytes(4).toString('hex')].join('.');
const DAY_MS = 24 * 3600_000;

/** The folder of this process among those of all that share the disk; its runners have theirs in it. */
export function ownFolder(parent: string): string {
  return path.join(parent, OWN);
}

/**
 * Removes the folders of processes that are gone: links in them keep the disk space of models that were deleted. Of other
 * hosts nothing is known, so theirs go after a day: what a runner has loaded it keeps, and an empty one is started anew.
 * Returns those that could not be removed.
 */
export function removeLeftFolders(parent: string): { folder: string; error: unknown }[] {
  const stuck: { folder: string; error: unknown }[] = [];
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const folder = path.join(parent, name);
    try {
      if (isLeft(name, folder)) rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      stuck.push({ folder, error });
    }
  }
  return stuck;
}

function isLeft(name: string, folder: string): boolean {
  if (name === OWN) return false;
  // A host's name may have dots in it.
  const [, host, pid] = /^(.*)\.(\d+)\.[^.]+$/.exec(name) ?? [];
  if (host !== hostname()) return Date.now() - statSync(folder).mtimeMs > DAY_MS;
  return pid === String(process.pid) || !existsSync(`/proc/${pid}`);
}
