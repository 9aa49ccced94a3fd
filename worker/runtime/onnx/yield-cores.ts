import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const NICENESS = 10;

/**
 * Lets everybody else go first: an engine takes all the cores it is given, and what answers callers and hands out work
 * should not wait for it. Linux weighs sessions against each other before it looks at their processes, so the session that
 * the sandbox made has to give way as a whole (sched(7), "The autogroup feature").
 */
export function yieldCores(): void {
  try {
    setPriority(NICENESS);
    writeFileSync('/proc/self/autogroup', String(NICENESS));
  } catch (error) {
    // A kernel without sessions of that kind weighs processes, which the first line has done.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') process.stderr.write(`the engine keeps its priority: ${String(error)}\n`);
  }
}
