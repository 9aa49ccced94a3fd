import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import type { Sandbox } from './detect-sandbox.ts';
import { compileCommand, OWN_CODE, RUNNER_ENV } from './runner-command.ts';
import { openSeccomp } from './seccomp.ts';
import { setPace } from '../slices.ts';

const SOURCES = ['package-lock.json', ...OWN_CODE];
const STAMP = 'sources';
const LOWEST_PRIORITY = 19;

/**
 * Keeps the runner's code compiled in `folder`: most of a runner's start is reading TypeScript and compiling it. The
 * process that fills it is shut in like a runner, at the same paths, and never sees a model. Does nothing when the sources
 * are those of the last time, and where the sandbox could not keep a runner from writing there.
 * @returns whether it was filled anew
 */
export async function fillCodeCache(options: { root: string; sandbox: Sandbox; folder: string }): Promise<boolean> {
  const { root, sandbox, folder } = options;
  if (sandbox.level !== 'bubblewrap') return false;
  const wanted = fingerprint(root);
  const stamp = path.join(folder, STAMP);
  if (readStamp(stamp) === wanted) return false;
  const code = path.join(folder, 'code');
  rmSync(code, { recursive: true, force: true });
  mkdirSync(code, { recursive: true });
  const seccompFd = openSeccomp(folder);
  const [command = '', ...args] = compileCommand({ root, codeCache: code, seccompFd: seccompFd === null ? null : 3 });
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', ...(seccompFd === null ? [] : [seccompFd])], env: RUNNER_ENV });
  if (seccompFd !== null) closeSync(seccompFd);
  // Whoever waits for a run goes first.
  if (child.pid) {
    setPriority(child.pid, LOWEST_PRIORITY);
    void setPace([child.pid], 'steady');
  }
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode === 0) writeFileSync(stamp, wanted);
  return exitCode === 0;
}

/** The folder to give to runners. */
export function codeCacheOf(folder: string): string {
  return path.join(folder, 'code');
}

function readStamp(stamp: string): string | null {
  try {
    return readFileSync(stamp, 'utf8');
  } catch {
    return null;
  }
}

// Times and sizes: Node itself compares the contents, so a file that only looks unchanged is compiled by each runner again.
function fingerprint(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    const full = path.join(root, source);
    const files = statSync(full).isDirectory() ? readdirSync(full, { recursive: true, encoding: 'utf8' }).map((name) => path.join(full, name)) : [full];
    for (const file of files.sort()) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}
