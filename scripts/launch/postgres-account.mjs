import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LaunchError } from './say.mjs';

const IN_NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'];

/**
 * As whom Postgres runs, which refuses root: a plain user as itself; root in a user namespace where it sees itself as
 * somebody else, so that any folder works; where namespaces are refused, the system's user postgres. A cluster somebody
 * else owns is run as them. Returns how to start its programs: what comes before the command, and uid and gid.
 */
export function choosePostgresAccount(folder) {
  if (process.getuid?.() !== 0) return { before: [] };
  const cluster = path.join(folder, 'cluster');
  const owner = existsSync(cluster) ? statSync(cluster) : { uid: 0, gid: 0 };
  if (owner.uid !== 0) return { before: [], uid: owner.uid, gid: owner.gid };
  if (spawnSync(IN_NAMESPACE[0], [...IN_NAMESPACE.slice(1), 'true']).status === 0) return { before: IN_NAMESPACE };
  const account = findSystemUser();
  chownSync(folder, account.uid, account.gid);
  // It must get through to its own folder; the secrets beside it are files of mode 600.
  chmodSync(path.dirname(folder), 0o711);
  return { before: [], ...account };
}

function findSystemUser() {
  if (idOf('-u') === null) spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid !== null && gid !== null) return { uid, gid };
  throw new LaunchError(
    'Postgres does not run as root, and this machine allows neither user namespaces nor a new user: start as a plain user, or set DATABASE_URL to a Postgres of yours.',
  );
}

function idOf(flag) {
  const result = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout) : null;
}
