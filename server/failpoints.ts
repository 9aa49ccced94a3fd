import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';

/** The steps of a run's way in and out at which a test can end the process, in the order they are passed. */
export const FAILPOINTS = [
  'enqueue.checked',
  'enqueue.stored',
  'enqueue.before_commit',
  'enqueue.after_commit',
  'claim.after_commit',
  'finish.stored',
  'finish.before_commit',
  'finish.after_commit',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

/** What an environment holds of failpoints: where each leaves its mark, and which are set. */
export interface FailpointSettings {
  dataFolder: string;
  failpoints: ReadonlySet<Failpoint>;
}

/** The file whose absence arms a failpoint that is set. */
export function failpointMark(dataFolder: string, failpoint: Failpoint): string {
  return path.join(dataFolder, 'failpoints', failpoint);
}

/**
 * Ends the process as kill -9 does where a test set this failpoint; nothing otherwise. It happens once, since the process
 * that is started in its place passes here again: a mark in the data folder is left first.
 */
export function failpoint(settings: FailpointSettings, name: Failpoint): void {
  if (!settings.failpoints.has(name)) return;
  if (leaveMark(failpointMark(settings.dataFolder, name))) process.kill(process.pid, 'SIGKILL');
}

function leaveMark(file: string): boolean {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
