import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';

/** Host, process, and which of all that had this number: whoever finds a folder of that name knows whether it is still somebody's. */
const OWN = [hostname(), process.pid, randomBytes(4).toString('hex')].join('.');

/** Makes a folder for one runner of this process. */
export function makeRunnerFolder(parent: string, name: string): string {
  const folder = path.join(parent, `${OWN}.${name}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Removes the folders of processes that are gone: links in them keep the disk space of models that were deleted. Of other
 * hosts only when this worker is `alone`.
 */
export function removeLeftFolders(parent: string, { alone }: { alone: boolean }): void {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${OWN}.`)) continue;
    const [pid, host] = splitName(name);
    const gone = host === hostname() && (pid === String(process.pid) || !existsSync(`/proc/${pid}`));
    if (alone || gone) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

// A host's name may have dots in it.
function splitName(name: string): [pid: string, host: string] {
  const parts = name.split('.');
  return [parts.at(-3) ?? '', parts.slice(0, -3).join('.')];
}
