import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { LaunchError } from './say.mjs';

const LEAST_FREE_BYTES = 200_000_000;

/**
 * The data folder, made where it is missing, readable by this user alone. Everything that must outlive a restart is in it.
 * @throws LaunchError when it cannot be written, or its disk has less room than asked for
 */
export function prepareDataFolder({ leastFreeBytes = LEAST_FREE_BYTES } = {}) {
  const folder = path.resolve(ROOT, process.env.MOORAGE_DATA || '.data');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    writeFileSync(path.join(folder, '.writable'), '');
  } catch (error) {
    const why =
      error.code === 'ENOSPC' ? 'the disk is full' : error.code === 'EROFS' ? 'the disk is read-only' : `this user may not write there (${error.code})`;
    throw new LaunchError(`The data folder ${folder} cannot be used: ${why}. Free some space or set MOORAGE_DATA to another folder.`);
  }
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < leastFreeBytes) {
    throw new LaunchError(
      `The disk of ${folder} has ${Math.round((bavail * bsize) / 1e6)} MB left; Moorage needs at least ${Math.round(leastFreeBytes / 1e6)} MB. Free some space or set MOORAGE_DATA to another folder.`,
    );
  }
  return folder;
}

/** A random secret kept in a file of mode 600, made on first use. */
export function keepSecret(folder, name) {
  const file = path.join(folder, name);
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** Keeps where this installation was last started, for commands that make links to it. */
export function rememberAddress(folder, url) {
  writeFileSync(path.join(folder, 'address'), url);
}

/** Where it was last started, or null before its first start. */
export function recallAddress(folder) {
  const file = path.join(folder, 'address');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}
