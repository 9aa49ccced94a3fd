import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { detectMemoryLimit, type MemoryLimitKind } from './memory-limit.ts';

const run = promisify(execFile);

/** How far a runner is shut in, best first. */
export type SandboxLevel = 'bubblewrap' | 'namespaces' | 'process';

export interface Sandbox {
  level: SandboxLevel;
  memoryLimit: MemoryLimitKind;
  /** One line for logs and the workers page. */
  description: string;
}

const DESCRIPTIONS: Record<SandboxLevel, string> = {
  bubblewrap: 'bubblewrap: no network, no files but the model, no privileges',
  namespaces: 'namespaces: no network; files of this machine are readable (install bubblewrap to shut them out)',
  process: 'not sandboxed: a process of its own only (install bubblewrap and allow user namespaces)',
};

/** Finds out once what this machine allows, by trying. */
export async function detectSandbox(): Promise<Sandbox> {
  const memoryLimit = detectMemoryLimit();
  const level = (await works('bwrap', BWRAP_PROBE)) ? 'bubblewrap' : (await works('unshare', UNSHARE_PROBE)) ? 'namespaces' : 'process';
  return { level, memoryLimit, description: `${DESCRIPTIONS[level]}; memory by ${memoryLimit}` };
}

const BWRAP_PROBE = [
  '--unshare-all',
  '--die-with-parent',
  '--uid',
  '65534',
  '--gid',
  '65534',
  '--cap-drop',
  'ALL',
  '--ro-bind',
  '/usr',
  '/usr',
  '--symlink',
  'usr/lib',
  '/lib',
  '--symlink',
  'usr/lib64',
  '/lib64',
  '--proc',
  '/proc',
  '--dev',
  '/dev',
  '/usr/bin/true',
];
const UNSHARE_PROBE = ['--user', '--map-user=65534', '--net', '--pid', '--fork', '--kill-child', '--ipc', '/bin/true'];

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    await run(command, args, { timeout: 5_000, env: { NODE_ENV: 'production', PATH: '/usr/local/bin:/usr/bin:/bin' } });
    return true;
  } catch {
    return false;
  }
}
