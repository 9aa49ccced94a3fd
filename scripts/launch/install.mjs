import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exclusively } from './pid-lock.mjs';
import { findProcess, identityOf, sleep } from './processes.mjs';
import { LaunchError, say } from './say.mjs';

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const FOLDER = path.join(ROOT, '.data');
const NPM = path.join(FOLDER, 'npm.pid');
const STAMP = path.join(ROOT, 'node_modules/.moorage-installed');

/**
 * Installs the dependencies when there are none, or the lock file changed since; one process at a time. Needs nothing but
 * Node 20 and npm.
 */
export async function ensureInstalled() {
  if (isStamped()) return;
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  await exclusively(path.join(FOLDER, 'installing.pid'), async () => {
    await waitForFormerNpm();
    if (isStamped()) return;
    // Only what differs is worth the wait: "npm ci" begins by removing what other processes may be running from.
    if (!isCurrent()) await install();
    writeFileSync(STAMP, wanted());
  });
}

async function install() {
  say('Installing dependencies (about a minute the first time) …');
  // NODE_ENV=production would leave out what builds and tests.
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  if (child.pid) writeFileSync(NPM, identityOf(child.pid));
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.code === 'ENOENT' ? 'npm is not on the PATH' : error.message));
    child.on('close', (code) => resolve(code === 0 ? null : 'see the lines of npm above'));
  });
  if (problem) throw new LaunchError(`Installing the dependencies failed: ${problem}. Check the network and the free space, then start again.`);
  rmSync(NPM, { force: true });
}

// The launcher that started it may have been killed; two at once would undo each other's work.
async function waitForFormerNpm() {
  while (findProcess(readText(NPM)) !== null) await sleep(100);
}

function isStamped() {
  return readText(STAMP) === wanted();
}

// Somebody ran npm themselves: what its hidden lock file lists is what ours asks for, with the patches of the last time.
function isCurrent() {
  // An install of ours did not come to its end.
  if (existsSync(NPM)) return false;
  const stampedPatches = readText(STAMP).split(' ')[1];
  if (stampedPatches && stampedPatches !== wanted().split(' ')[1]) return false;
  const installedLock = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(locked).every(([name, entry]) => name === '' || entry.optional || entry.link || installed[name]?.version === entry.version);
}

/** What must be installed: the hashes of the lock file and of our patches to packages. */
function wanted() {
  const patches = path.join(ROOT, 'patches');
  const files = existsSync(patches) ? readdirSync(patches).sort() : [];
  return [['package-lock.json'], files.map((file) => `patches/${file}`)].map(hashOf).join(' ');
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(ROOT, file)));
  return hash.digest('hex');
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
