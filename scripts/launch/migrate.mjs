import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ROOT } from './install.mjs';
import { exclusively } from './pid-lock.mjs';
import { runTool } from './run-tool.mjs';
import { LaunchError, say } from './say.mjs';

const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const STAMP = path.join(ROOT, 'server/generated/prisma/.schema');

/** Brings the database to the code's schema; nothing to do costs one query. Makes the database where it is missing. */
export async function migrate(databaseUrl) {
  await generateClient();
  const ours = readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const theirs = await appliedMigrations(databaseUrl);
  const unknown = theirs.filter((name) => !ours.includes(name));
  if (unknown.length > 0)
    throw new LaunchError(`The database was made by a newer Moorage (it has the migration ${unknown[0]}): update the code with "git pull", then start again.`);
  if (ours.every((name) => theirs.includes(name))) return;
  say('Migrating the database …');
  const { code, output } = await runTool('prisma', ['migrate', 'deploy'], { DATABASE_URL: databaseUrl });
  if (code === 0) return;
  throw new LaunchError(`Migrating the database failed, nothing was started: ${reasonOf(output)}`);
}

// Prisma says its errors as paragraphs that begin with a code; its notes about itself are left out.
function reasonOf(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const from = lines.findIndex((line) => /^Error|P\d{4}/.test(line));
  return lines
    .slice(Math.max(from, 0))
    .filter((line) => line !== '' && !/^(Loaded Prisma config|Prisma schema loaded|Datasource)/.test(line))
    .join(' ')
    .slice(0, 700);
}

/** Prisma's client code, made again when the schema changed. One generator at a time. */
export async function generateClient() {
  if (isGenerated()) return;
  await exclusively(path.join(ROOT, 'node_modules/.moorage-generating.pid'), async () => {
    if (isGenerated()) return;
    const { code, output } = await runTool('prisma', ['generate']);
    if (code !== 0) throw new LaunchError(`Generating the database client failed: ${reasonOf(output)}`);
    writeFileSync(STAMP, schemaHash());
  });
}

function isGenerated() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === schemaHash();
}

function schemaHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'prisma/schema.prisma')))
    .digest('hex');
}

async function appliedMigrations(databaseUrl) {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new LaunchError(
      'DATABASE_URL is no address of a Postgres: write it as postgresql://user:password@host:5432/database, or unset it for the embedded one.',
    );
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null');
    return rows.map((row) => row.migration_name);
  } catch (error) {
    // No table yet, or no database yet: everything is to be done.
    if (error.code === '42P01' || error.code === '3D000') return [];
    throw new LaunchError(`The database cannot be used: ${explain(error, databaseUrl)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function explain(error, databaseUrl) {
  const { hostname, port, username } = new URL(databaseUrl);
  const where = `${hostname}:${port || 5432}`;
  if (error.code === '28P01' || error.code === '28000') return `${where} refuses the user "${username}" or its password. Check DATABASE_URL.`;
  if (error.code === 'ECONNREFUSED') return `nothing answers at ${where}. Start that Postgres or correct DATABASE_URL.`;
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return `there is no host "${hostname}". Correct DATABASE_URL.`;
  if (/timeout/i.test(error.message) || ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(error.code))
    return `${where} does not answer. Check the network and DATABASE_URL.`;
  return `${where}: ${error.message}. Check DATABASE_URL.`;
}
