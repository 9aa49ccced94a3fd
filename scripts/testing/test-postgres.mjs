import path from 'node:path';
import { ROOT } from '../launch/install.mjs';
import { generateClient } from '../launch/migrate.mjs';
import { ensurePostgres } from '../launch/postgres.mjs';
import { findPostmaster, stopPostmaster } from '../launch/postmaster.mjs';

const FOLDER = path.join(ROOT, '.data/test-postgres');
const CLUSTER = path.join(FOLDER, 'cluster');
// Nothing in it must survive a power cut.
const FLAGS = ['fsync=off', 'full_page_writes=off'];

/**
 * Before the first test: a Postgres for tests, left running between runs and adopted by the next, however many begin at
 * once. Tests get its address by `inject('adminUrl')`; each file makes a database of its own.
 */
export default async function setup(project) {
  await generateClient();
  const { adminUrl } = await ensurePostgres(FOLDER, { flags: FLAGS });
  project.provide('adminUrl', adminUrl);
}

/** Does work that may start the Postgres for tests, and stops it afterwards unless it ran before. */
export async function leaveAsFound(work) {
  const ranBefore = findPostmaster(CLUSTER) !== null;
  try {
    return await work();
  } finally {
    const pid = findPostmaster(CLUSTER);
    if (!ranBefore && pid !== null) await stopPostmaster(pid);
  }
}
