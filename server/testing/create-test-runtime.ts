import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnv, type Env } from '../env.ts';
import { startRuntime, type Runtime } from '../runtime.ts';
import { createTestDatabase } from './database.ts';

export interface TestRuntime {
  runtime: Runtime;
  env: Env;
  /** Stops it and removes its database and data folder. */
  stop(): Promise<void>;
}

/** A process runtime on a database and a data folder of its own. `changes` are environment variables; a worker's also supervises the queue. */
export async function createTestRuntime(changes: Record<string, string> = {}, role: 'web' | 'worker' = 'web'): Promise<TestRuntime> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'moorage-test-'));
  const env = readEnv({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    MOORAGE_DATA: folder,
    MOORAGE_SECRET: 's'.repeat(43),
    MOORAGE_LOG: 'silent',
    ...changes,
  });
  const runtime = await startRuntime(env, role);
  return {
    runtime,
    env,
    async stop() {
      await runtime.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
