import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { keepSecret } from './data-folder.mjs';
import { migrate } from './migrate.mjs';
import { exclusively } from './pid-lock.mjs';
import { ensurePostgres } from './postgres.mjs';
import { LaunchError } from './say.mjs';

/** The environment of every process of the product, from what the person set and what the data folder keeps. */
export function productEnv(folder) {
  const port = process.env.PORT || '3000';
  const host = process.env.HOST || '127.0.0.1';
  const url = publicUrl(process.env.MOORAGE_URL) ?? `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
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
    // Compiled code is kept: a process that died answers again in half the time.
    NODE_COMPILE_CACHE: path.join(folder, 'compile-cache'),
    ORT_DISABLE_TELEMETRY: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    npm_config_registry: process.env.npm_config_registry || npmRegistry(),
  };
}

function publicUrl(text) {
  if (!text) return null;
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '');
  throw new LaunchError(`MOORAGE_URL is "${text}", which is no web address: set it to the one people open, for example https://models.example.com.`);
}

/** The database at the code's schema: the person's own, or the embedded one (then with how to watch and stop it). */
export async function prepareDatabase(folder, { stopOnFailure = true } = {}) {
  const own = process.env.DATABASE_URL;
  const postgres = own ? null : await ensurePostgres(path.join(folder, 'postgres'));
  const url = own || postgres.url;
  try {
    await exclusively(path.join(folder, 'migrating.pid'), () => migrate(url));
  } catch (error) {
    if (stopOnFailure) await postgres?.stop();
    throw error;
  }
  return { url, postgres };
}

// Models can be imported from packages: the registry is the one npm itself is configured for.
function npmRegistry() {
  const result = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : '';
}
