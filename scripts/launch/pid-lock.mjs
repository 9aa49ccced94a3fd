import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** When a process started, in clock ticks since boot: tells a process from a later one that got its number. */
function startedAt(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes a lock that a killed holder does not keep. Returns the pid of a living holder, or null when it is ours now. */
export function takeLock(file) {
  if (existsSync(file)) {
    const [pid = '', started = ''] = readFileSync(file, 'utf8').split(' ');
    if (isAlive(Number(pid)) && startedAt(pid) === started && Number(pid) !== process.pid) return Number(pid);
  }
  writeFileSync(file, `${process.pid} ${startedAt(process.pid)}`);
  return null;
}

export function releaseLock(file) {
  rmSync(file, { force: true });
}
