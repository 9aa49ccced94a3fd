import { spawn } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { commandOf, isAlive, sleep } from './processes.mjs';
import { LaunchError, say } from './say.mjs';

const FLAGS = ['listen_addresses=127.0.0.1', 'jit=off', 'max_connections=200', 'max_wal_size=2GB', 'shared_buffers=256MB'];
// What the system allows for the path of a socket, less the name Postgres gives it there.
const LONGEST_SOCKET_FOLDER = 107 - '/.s.PGSQL.65535.lock'.length;
const ATTEMPTS = 20;
const RECOVERY_TIMEOUT_MS = 300_000;

/** The pid of the Postgres that runs on a cluster, whoever started it, or null. */
export function findPostmaster(cluster) {
  const pid = Number(readPidFile(cluster)[0]);
  return isAlive(pid) && runsOn(pid, cluster) ? pid : null;
}

/** Where its socket lies, closed to other users; null where the path is too long for one. */
export function socketFolder(folder) {
  const sockets = path.join(folder, 'socket');
  return process.platform !== 'win32' && Buffer.byteLength(sockets) <= LONGEST_SOCKET_FOLDER && !/[",]/.test(sockets) ? sockets : null;
}

function makeSocketFolder(folder, account) {
  const sockets = socketFolder(folder);
  if (!sockets) return '';
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined) chownSync(sockets, account.uid, account.gid);
  return sockets;
}

/**
 * Starts Postgres on a cluster, in a process group of its own: it outlives a killed launcher, and the next adopts it.
 * Returns its pid once it holds the cluster's lock.
 */
export async function startPostmaster(folder, { programs, account, port, flags }) {
  const cluster = path.join(folder, 'cluster');
  const { before, ...as } = account;
  const settings = [...FLAGS, `unix_socket_directories=${makeSocketFolder(folder, account)}`, ...flags].flatMap((flag) => ['-c', flag]);
  const [file, ...args] = [...before, path.join(programs, 'postgres'), '-D', cluster, '-p', String(port), ...settings];
  for (let attempt = 1; ; attempt++) {
    removeForeignPidFile(cluster);
    const log = openSync(path.join(folder, 'postgres.log'), 'a', 0o600);
    const child = spawn(file, args, { stdio: ['ignore', log, log], detached: true, ...as });
    closeSync(log);
    child.on('error', () => undefined);
    child.unref();
    if (await holdsCluster(child, cluster)) return child.pid;
    const other = findPostmaster(cluster);
    if (other) return other;
    // What is left of a killed predecessor goes when the last of its processes has ended.
    if (attempt === ATTEMPTS)
      throw new LaunchError(`The embedded Postgres does not start: ${lastWords(folder)}. Its log is ${path.join(folder, 'postgres.log')}.`);
    await sleep(100 + attempt * 20);
  }
}

/** Waits until it takes connections. Returns whether it does: false when it ended instead. */
export async function answers(url, pid) {
  const startedAt = Date.now();
  let told = false;
  while (Date.now() - startedAt < RECOVERY_TIMEOUT_MS) {
    const refusal = await tryConnection(url);
    if (refusal === null) return true;
    if (!isAlive(pid)) return false;
    if (refusal.code === '28P01')
      throw new LaunchError('The embedded Postgres does not take its own password: the connection.json beside its cluster was changed.');
    if (!told && Date.now() - startedAt > 5000) {
      told = true;
      say('Postgres is recovering from an unclean end; this can take a minute …');
    }
    await sleep(25);
  }
  throw new LaunchError('The embedded Postgres did not answer within five minutes.');
}

/** Ends it in order: open transactions are rolled back. When that takes too long it ends as in a crash, which it survives. */
export async function stopPostmaster(pid) {
  for (const [signal, patienceMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 1_000],
  ]) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (const until = Date.now() + patienceMs; Date.now() < until && isAlive(pid);) await sleep(20);
  }
}

/** What it said last, for a sentence. */
export function lastWords(folder) {
  try {
    const lines = readFileSync(path.join(folder, 'postgres.log'), 'utf8').trimEnd().split('\n');
    const said = lines.findLast((line) => /FATAL|PANIC|could not/.test(line)) ?? lines.at(-1) ?? '';
    return said.replace(/^.*?(FATAL|PANIC|LOG): +/, '');
  } catch {
    return 'it wrote no log';
  }
}

async function holdsCluster(child, cluster) {
  let ended = false;
  child.once('exit', () => (ended = true)).once('error', () => (ended = true));
  while (!ended && Number(readPidFile(cluster)[0]) !== child.pid) await sleep(10);
  return !ended;
}

function readPidFile(cluster) {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function runsOn(pid, cluster) {
  const command = commandOf(pid);
  // Without a process table of files to look into, the pid file is believed.
  return command.length === 0
    ? process.platform !== 'linux'
    : command.some((part) => part.includes(cluster)) && command.some((part) => part.endsWith('postgres'));
}

// After the machine's own restart the number in the file can be anybody's, and Postgres would wait for them.
function removeForeignPidFile(cluster) {
  const pid = Number(readPidFile(cluster)[0]);
  if (pid && isAlive(pid) && !runsOn(pid, cluster)) rmSync(path.join(cluster, 'postmaster.pid'), { force: true });
}

async function tryConnection(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
