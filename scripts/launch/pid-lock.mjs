import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findProcess, identityOf, sleep } from './processes.mjs';

/** Takes a lock that a killed holder does not keep. Returns the pid of a living holder, or null when it is ours now. */
export function takeLock(file) {
  const own = identityOf(process.pid);
  for (;;) {
    if (create(file, own)) return null;
    const holder = read(file);
    if (holder === own) return null;
    const pid = holder === null ? null : findProcess(holder);
    if (pid !== null) return pid;
    if (holder !== null) remove(file, holder);
  }
}

/** Gives back a lock of ours; one that is not ours stays. */
export function releaseLock(file) {
  if (read(file) === identityOf(process.pid)) rmSync(file, { force: true });
}

/** Whether a living process holds the lock. */
export function isLocked(file) {
  const holder = read(file);
  return holder !== null && findProcess(holder) !== null;
}

/** Does work that one process at a time may do; the others wait for their turn. */
export async function exclusively(file, work) {
  while (takeLock(file) !== null) await sleep(50);
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

// A link appears with its content or not at all.
function create(file, identity) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, identity, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    // A file system without hard links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(error.code)) throw error;
    return !existsSync(file) && writeFileSync(file, identity, { mode: 0o600 }) === undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

// Between our look and our removal another may have taken the place of the dead holder: theirs is put back.
function remove(file, holder) {
  const aside = `${file}.${process.pid}.aside`;
  try {
    renameSync(file, aside);
    if (read(aside) !== holder) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
