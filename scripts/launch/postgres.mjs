import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { exclusively } from './pid-lock.mjs';
import { choosePostgresAccount } from './postgres-account.mjs';
import { ensureCluster, preparePrograms, readConnection, saveConnection } from './postgres-cluster.mjs';
import { answers, findPostmaster, lastWords, socketFolder, startPostmaster, stopPostmaster } from './postmaster.mjs';
import { freePort, isFree } from './ports.mjs';
import { isAlive } from './processes.mjs';
import { LaunchError } from './say.mjs';

const DATABASE = 'moorage';

/**
 * A real Postgres in a folder, from the package registry: made on first use, adopted when it still runs. `flags` are
 * further settings ("fsync=off"). Returns its addresses and how to watch, restart and stop it.
 * @throws LaunchError when it cannot be made or started
 */
export async function ensurePostgres(folder, { flags = [] } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const cluster = path.join(folder, 'cluster');
  return exclusively(path.join(folder, 'starting.pid'), async () => {
    const programs = preparePrograms();
    const account = choosePostgresAccount(folder);
    let connection = await readConnection(folder);
    ensureCluster(folder, { programs, account, password: connection.password });
    if (!findPostmaster(cluster) && !(await isFree(connection.port, '127.0.0.1'))) {
      connection = saveConnection(folder, { ...connection, port: await freePort() });
    }
    const start = () => bringUp(folder, { connection, programs, account, flags });
    let pid = await start();
    await createDatabase(connection);
    return {
      url: urlOf(connection, DATABASE) + throughSocket(folder, connection),
      adminUrl: urlOf(connection, 'postgres'),
      isAlive: () => isAlive(pid),
      restart: async () => void (pid = await start()),
      stop: () => stopPostmaster(pid),
      kill: () => isAlive(pid) && process.kill(pid, 'SIGQUIT'),
    };
  });
}

async function bringUp(folder, { connection, ...how }) {
  const cluster = path.join(folder, 'cluster');
  for (;;) {
    const adopted = findPostmaster(cluster);
    const pid = adopted ?? (await startPostmaster(folder, { ...how, port: connection.port }));
    if (await answers(urlOf(connection, 'postgres'), pid)) return pid;
    // One that was on its way out is followed by one of ours.
    if (!adopted) throw new LaunchError(`The embedded Postgres ended while it started: ${lastWords(folder)}. Its log is ${path.join(folder, 'postgres.log')}.`);
  }
}

async function createDatabase(connection) {
  const client = new pg.Client({ connectionString: urlOf(connection, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

// A socket of the system costs each message a third less than the network's loopback. One that was adopted may have none.
function throughSocket(folder, { port }) {
  const sockets = socketFolder(folder);
  return sockets && existsSync(path.join(sockets, `.s.PGSQL.${port}`)) ? `?host=${encodeURIComponent(sockets)}` : '';
}

function urlOf({ password, port }, database) {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
}
