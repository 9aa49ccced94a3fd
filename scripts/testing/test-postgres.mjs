import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../launch/install.mjs';
import { generateClient } from '../launch/migrate.mjs';
import { ensurePostgres } from '../launch/postgres.mjs';

const FOLDER = path.join(ROOT, '.data/test-postgres');
const LOCK = path.join(ROOT, '.data/test-postgres.lock');
const STALE_MS = 60_000;
// Nothing in it must survive a power cut.
const FLAGS = ['fsync=off', 'full_page_writes=off'];

/**
 * Before the first test: a Postgres for tests, left running between runs and adopted by the next. Tests get its address
 * by `inject('adminUrl')`; each makes a database of its own.
 */
export default async function setup(project) {
  generateClient();
  const { adminUrl } = await alone(() => ensurePostgres(FOLDER, { flags: FLAGS }));
  project.provide('adminUrl', adminUrl);
}

/** One start at a time, however many runs begin at once. */
async function alone(work) {
  mkdirSync(path.dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      if (isStale()) rmSync(LOCK, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function isStale() {
  try {
    return Date.now() - statSync(LOCK).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}
