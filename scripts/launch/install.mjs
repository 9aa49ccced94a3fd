import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchError, say } from './say.mjs';

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const STAMP = path.join(ROOT, 'node_modules/.moorage-installed');

/** Installs the dependencies when there are none, or the lock file changed since. Needs nothing but Node 20 and npm. */
export function ensureInstalled() {
  if (isStamped()) return;
  // Only what differs is worth the wait: "npm ci" begins by removing what other processes may be running from.
  if (!isCurrent()) install();
  writeFileSync(STAMP, fingerprint());
}

function install() {
  say('Installing dependencies (about a minute the first time) …');
  // NODE_ENV=production would leave out what builds and tests.
  const { NODE_ENV: _, ...env } = process.env;
  const result = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  if (result.status === 0) return;
  const why = result.error?.code === 'ENOENT' ? 'npm is not on the PATH' : 'see the lines of npm above';
  throw new LaunchError(`Installing the dependencies failed: ${why}. Check the network and the free space, then start again.`);
}

function isStamped() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

// Somebody ran npm themselves: what its hidden lock file lists is what ours asks for.
function isCurrent() {
  const installedLock = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(locked).every(([name, entry]) => name === '' || entry.optional || entry.link || installed[name]?.version === entry.version);
}

function fingerprint() {
  return createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
}
