import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ROOT } from './install.mjs';
import { releaseLock, takeLock } from './pid-lock.mjs';
import { freePort } from './ports.mjs';

const NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount'];
const canMount = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

let folder;
let port;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'moorage-start-'));
  port = String(await freePort());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the product where it cannot start. Returns its exit code and what it said, without colours. */
function start(env, command = [process.execPath, 'scripts/start.mjs']) {
  const { DATABASE_URL: _, MOORAGE_URL: __, ...inherited } = process.env;
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd: ROOT, env: { ...inherited, PORT: port, HOST: '127.0.0.1', MOORAGE_DATA: folder, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said: said.trim() })));
}

function withDatabase(name, changes = {}) {
  return Object.assign(new URL(inject('adminUrl')), { pathname: `/${name}`, ...changes }).href;
}

async function admin(sql, database = 'postgres') {
  const client = new pg.Client({ connectionString: withDatabase(database) });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const refusals = [
  ['a port that is none', { PORT: 'web' }, /^PORT is "web", which is no port: set it to a number from 1 to 65535/],
  ['an address of another machine', { HOST: '192.0.2.1' }, /^HOST is "192\.0\.2\.1", which is no address of this machine: use 127\.0\.0\.1/],
  ['a public address that is none', { MOORAGE_URL: 'models' }, /^MOORAGE_URL is "models", which is no web address/],
  [
    'a data folder that cannot be made',
    { MOORAGE_DATA: '/dev/null/data' },
    /^The data folder \/dev\/null\/data cannot be used: .* set MOORAGE_DATA to another folder\.$/,
  ],
  ['a database address that is none', { DATABASE_URL: 'localhost/moorage' }, /^DATABASE_URL is no address of a Postgres: write it as postgresql:\/\//],
  [
    'a database host that is not there',
    { DATABASE_URL: 'postgresql://u:p@nowhere.invalid/db' },
    /there is no host "nowhere\.invalid"\. Correct DATABASE_URL\.$/,
  ],
  [
    'a database that does not answer',
    { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/db' },
    /nothing answers at 127\.0\.0\.1:1\. Start that Postgres or correct DATABASE_URL\.$/,
  ],
];

test.each(refusals)('%s is refused in one sentence', async (_, env, sentence) => {
  const { code, said } = await start(env);
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

test('a taken port is named, with one to use instead', async () => {
  const squatter = createServer().listen(Number(port), '127.0.0.1');
  const { said } = await start({});
  squatter.close();
  expect(said).toBe(
    `Port ${port} on 127.0.0.1 is taken by another program: stop it, or start with another port, for example "PORT=${Number(port) + 100} npm start".`,
  );
});

test('a wrong password is not told from a wrong user, and is named', async () => {
  const { said } = await start({ DATABASE_URL: withDatabase('postgres', { password: 'wrong' }) });
  expect(said).toMatch(/refuses the user "postgres" or its password\. Check DATABASE_URL\.$/);
});

test('a second start on the same data folder says who holds it', async () => {
  const lock = path.join(folder, 'launcher.pid');
  expect(takeLock(lock)).toBeNull();
  const { said } = await start({});
  releaseLock(lock);
  expect(said).toBe(
    `Moorage already runs with the data folder ${folder} (process ${process.pid}). Stop that one first, or set MOORAGE_DATA to another folder.`,
  );
});

test('a database made by newer code is refused before anything is changed', async () => {
  await admin('create database newer');
  await admin('create table _prisma_migrations (migration_name text, finished_at timestamptz, rolled_back_at timestamptz)', 'newer');
  await admin("insert into _prisma_migrations values ('20990101000000_later', now(), null)", 'newer');
  const { said } = await start({ DATABASE_URL: withDatabase('newer') });
  await admin('drop database newer');
  expect(said).toBe('The database was made by a newer Moorage (it has the migration 20990101000000_later): update the code with "git pull", then start again.');
});

test('a migration that fails says why, and nothing is started', async () => {
  await admin('create database crooked');
  await admin('create table "User" (id int); create table "user" (id int); create table team (id int)', 'crooked');
  const { code, said } = await start({ DATABASE_URL: withDatabase('crooked') });
  await admin('drop database crooked with (force)');
  expect(said.split('\n').at(-1)).toMatch(/^Migrating the database failed, nothing was started: .*(already exists|not empty)/);
  expect(code).toBe(1);
});

test.skipIf(!canMount)('a full disk is named with what is left of it', async () => {
  const script = 'mount -t tmpfs -o size=20m tmpfs "$MOORAGE_DATA" && exec "$0" scripts/start.mjs';
  const { said } = await start({}, [...NAMESPACE, 'sh', '-c', script, process.execPath]);
  expect(said).toMatch(/^The disk of .* has 2\d MB left; Moorage needs at least 200 MB\. Free some space or set MOORAGE_DATA to another folder\.$/);
});
