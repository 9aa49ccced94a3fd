import { readFileSync } from 'node:fs';

/** What the kernel says of a process: its state letter, its parent, and when it started in clock ticks since boot. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], parent: Number(fields[1]), started: fields[19] };
  } catch {
    return null;
  }
}

/** Whether a process runs. One that ended and waits to be reaped does not. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return !['Z', 'X'].includes(statOf(pid)?.state);
}

/** Names a process for good: "<pid> <start>" tells it from a later one that got its number. */
export function identityOf(pid) {
  return `${pid} ${statOf(pid)?.started ?? ''}`;
}

/** The pid of the process an identity names while it runs, else null. */
export function findProcess(identity) {
  const pid = Number(identity.split(' ')[0]);
  return isAlive(pid) && identityOf(pid) === identity ? pid : null;
}

/** The command line of a process as a list, empty when it cannot be read. */
export function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

export function parentOf(pid) {
  return statOf(pid)?.parent ?? 0;
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
