import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ROOT } from './install.mjs';
import { LaunchError, say } from './say.mjs';

const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const GENERATED = path.join(ROOT, 'server/generated/prisma');

/** Brings the database to the code's schema; nothing to do costs one query. Makes the database where it is missing. */
export async function migrate(databaseUrl) {
  generateClient();
  const ours = readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const theirs = await appliedMigrations(databaseUrl);
  const unknown = theirs.filter((name) => !ours.includes(name));
  if (unknown.length > 0)
    throw new LaunchError(`The database was made by a newer Moorage (it has the migration ${unknown[0]}): update the code with "git pull", then start again.`);
  if (ours.every((name) => theirs.includes(name))) return;
  say('Migrating the database …');
  const result = prisma(['migrate', 'deploy'], { DATABASE_URL: databaseUrl });
  if (result.status !== 0) {
    const reason = `${result.stdout}${result.stderr}`
      .split('\n')
      .filter((line) => /error|P\d{4}|failed/i.test(line))
      .join(' ')
      .slice(0, 500);
    throw new LaunchError(`Migrating the database failed: ${reason || result.stderr}`);
  }
}

/** Prisma's client code, made again when the schema changed. */
export function generateClient() {
  const stamp = path.join(GENERATED, '.schema');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'prisma/schema.prisma')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const result = prisma(['generate'], {});
  if (result.status !== 0) throw new LaunchError(`Generating the database client failed: ${result.stderr}`);
  writeFileSync(stamp, wanted);
}

function prisma(args, env) {
  return spawnSync(path.join(ROOT, 'node_modules/.bin/prisma'), args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } });
}

async function appliedMigrations(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null');
    return rows.map((row) => row.migration_name);
  } catch (error) {
    // No table yet, or no database yet: everything is to be done.
    if (error.code === '42P01' || error.code === '3D000') return [];
    throw new LaunchError(`The database cannot be reached: ${explain(error, databaseUrl)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explain(error, databaseUrl) {
  const { hostname, port, username } = new URL(databaseUrl);
  const where = `${hostname}:${port || 5432}`;
  if (error.code === '28P01' || error.code === '28000') return `${where} refuses the user "${username}" or its password. Check DATABASE_URL.`;
  if (error.code === 'ECONNREFUSED') return `nothing answers at ${where}. Start that Postgres or correct DATABASE_URL.`;
  if (error.code === 'ENOTFOUND') return `there is no host "${hostname}". Correct DATABASE_URL.`;
  return `${where}: ${error.message}. Check DATABASE_URL.`;
}
