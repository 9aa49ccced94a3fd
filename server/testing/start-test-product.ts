import type { Role } from '../access/schema.ts';
import type { Runtime } from '../runtime.ts';
import { createTestRuntime } from './create-test-runtime.ts';
import { createTestKey, startTestWeb, startTestWorker, type TestWeb } from './start-test-web.ts';

export interface TestProduct {
  runtime: Runtime;
  web: TestWeb;
  /** An API key of team "acme". */
  key: string;
  newKey(team: string, role: Role): Promise<string>;
  /** Deploys a file through the API and waits until it is ready. */
  deploy(model: string, file: Uint8Array): Promise<number>;
  stop(): Promise<void>;
}

/** Web door and a real worker on one database of their own. */
export async function startTestProduct(changes?: Record<string, string>): Promise<TestProduct> {
  const { runtime, stop } = await createTestRuntime(changes);
  const web = await startTestWeb(runtime);
  const worker = startTestWorker(runtime);
  const key = await createTestKey(runtime, 'acme', 'owner');
  return {
    runtime,
    web,
    key,
    newKey: (team, role) => createTestKey(runtime, team, role),
    async deploy(model, file) {
      const answer = await web.call(`/api/v1/models/${model}/versions`, { key, method: 'POST', headers: { prefer: 'wait=60' }, body: file as BodyInit });
      const version = (await answer.json()) as { status: string; number: number };
      if (version.status !== 'ready') throw new Error(`${model} is not ready: ${JSON.stringify(version)}`);
      return version.number;
    },
    async stop() {
      runtime.end(0);
      await worker.stop();
      await web.stop();
      await stop();
    },
  };
}
