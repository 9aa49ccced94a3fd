import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { keepSecret, prepareDataFolder } from './data-folder.mjs';
import { migrate } from './migrate.mjs';
import { ensurePostgres } from './postgres.mjs';
import { LaunchError } from './say.mjs';

/** The environment of every process of the product, from what the person set and what the data folder keeps. */
export function productEnv(folder) {
  const port = process.env.PORT || '3000';
  const host = process.env.HOST || '127.0.0.1';
  const url = process.env.MOORAGE_URL || `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  const secret = process.env.MOORAGE_SECRET || keepSecret(folder, 'secret');
  keepSecret(folder, 'setup-token');
  return {
    ...process.env,
    NODE_ENV: process.env.NODE_ENV || 'production',
    PORT: port,
    HOST: host,
    MOORAGE_DATA: folder,
    MOORAGE_URL: url,
    MOORAGE_SECRET: secret,
    NEXTAUTH_SECRET: secret,
    NEXTAUTH_URL: url,
    AUTH_TRUST_HOST: '1',
    ORT_DISABLE_TELEMETRY: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    npm_config_registry: process.env.npm_config_registry || npmRegistry(),
  };
}

/** The database at the code's schema: the person's own, or the embedded one (then with how to watch and stop it). */
export async function prepareDatabase(folder) {
  const own = process.env.DATABASE_URL;
  if (own) {
    await migrate(own);
    return { url: own, postgres: null };
  }
  const postgres = await ensurePostgres(path.join(folder, 'postgres'));
  await migrate(postgres.url);
  return { url: postgres.url, postgres };
}

export { prepareDataFolder };

/** @throws LaunchError when something listens there already */
export async function assertPortFree(port, host) {
  const taken = await new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: host === '0.0.0.0' ? '127.0.0.1' : host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (taken)
    throw new LaunchError(`Port ${port} on ${host} is taken by another program: stop it, or start with another port, for example "PORT=3100 npm start".`);
}

// Models can be imported from packages: the registry is the one npm itself is configured for.
function npmRegistry() {
  const result = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : '';
}
