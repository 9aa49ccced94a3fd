import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createWebServer } from '../http/create-server.ts';
import { newUuid, toId } from '../ids.ts';
import type { Role } from '../access/schema.ts';
import type { Runtime } from '../runtime.ts';

export interface TestWeb {
  /** http://127.0.0.1:port */
  url: string;
  /** fetch of a path of this server, with an API key where one is given. */
  call(target: string, init?: RequestInit & { key?: string }): Promise<Response>;
  stop(): Promise<void>;
}

/** The listening server of a runtime on a free port, without pages. */
export async function startTestWeb(runtime: Runtime): Promise<TestWeb> {
  const web = createWebServer(runtime, async (_req, res) => void res.writeHead(418).end('pages are not served here'));
  web.server.listen(0, '127.0.0.1');
  await once(web.server, 'listening');
  const url = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;
  return {
    url,
    call: (target, { key, ...init } = {}) =>
      fetch(url + target, { ...init, headers: { ...(key && { authorization: `Bearer ${key}` }), ...(init.headers as Record<string, string>) } }),
    stop: () => web.drain(1_000),
  };
}

/** A team with an API key of the role given. */
export async function createTestKey(runtime: Runtime, team: string, role: Role): Promise<string> {
  const existing = await runtime.db.team.findUnique({ where: { name: team } });
  const teamId = existing?.id ?? newUuid();
  if (!existing) await runtime.db.team.create({ data: { id: teamId, name: team } });
  const id = newUuid();
  const secret = randomBytes(32).toString('base64url');
  await runtime.db.apiKey.create({ data: { id, teamId, name: role, role, secretHash: createHash('sha256').update(secret).digest() } });
  return `mk_${toId('key', id).slice('key_'.length)}_${secret}`;
}

/** A real worker process on the same database and data folder. */
export function startTestWorker(runtime: Runtime): { stop(): Promise<void>; kill(): void } {
  const { env } = runtime;
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../worker/main.ts')], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: env.databaseUrl,
      MOORAGE_DATA: env.dataFolder,
      MOORAGE_SECRET: env.secret,
      MOORAGE_HUB: env.hub,
      MOORAGE_LOG: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return {
    kill: () => child.kill('SIGKILL'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
