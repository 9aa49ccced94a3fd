import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchError, say } from './say.mjs';

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const STAMP = path.join(ROOT, 'node_modules/.moorage-installed');

/** Installs the dependencies when there are none, or the lock file changed since. Needs nothing but Node 20 and npm. */
export function ensureInstalled() {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  if (!existsSync(STAMP) && existsSync(path.join(ROOT, 'node_modules/.package-lock.json')) && isCurrent()) {
    writeFileSync(STAMP, wanted);
    return;
  }
  say('Installing dependencies (about a minute the first time) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.status !== 0)
    throw new LaunchError('Installing the dependencies failed: see the lines of npm above. Check the network and the free space, then start again.');
  writeFileSync(STAMP, wanted);
}

// Somebody ran npm themselves: its hidden lock file is younger than ours.
function isCurrent() {
  const installed = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/.package-lock.json'), 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(locked).every(([name, entry]) => name === '' || entry.optional || entry.link || installed[name]?.version === entry.version);
}

function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
}
