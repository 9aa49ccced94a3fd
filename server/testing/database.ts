import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
  }
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const TEMPLATE_LOCK = 7_251_907;

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A migrated database of this test file's own: a copy of a template that is migrated once per set of migrations. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject('adminUrl');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const name = `test_${randomBytes(6).toString('hex')}`;
  try {
    // A template that somebody is connected to cannot be copied: one at a time.
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const template = await ensureTemplate(admin, adminUrl);
    await admin.query(`create database ${name} template ${template}`);
  } finally {
    await admin.end();
  }
  return { url: withDatabase(adminUrl, name), drop: () => drop(adminUrl, name) };
}

async function ensureTemplate(admin: pg.Client, adminUrl: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS, { recursive: true, encoding: 'utf8' }).sort()) {
    if (file.endsWith('.sql')) hash.update(file).update(readFileSync(path.join(MIGRATIONS, file)));
  }
  const name = `template_${hash.digest('hex').slice(0, 16)}`;
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [name]);
  if (rowCount === 1) return name;
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`create database ${name}`);
  const env = { ...process.env, DATABASE_URL: withDatabase(adminUrl, name) };
  const result = spawnSync(path.join(ROOT, 'node_modules/.bin/prisma'), ['migrate', 'deploy'], { cwd: ROOT, encoding: 'utf8', env });
  if (result.status !== 0) throw new Error(`the test template could not be migrated: ${result.stdout}${result.stderr}`);
  await admin.query(`alter database ${name} is_template true`);
  return name;
}

async function drop(adminUrl: string, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
}

function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
