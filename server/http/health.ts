import { Hono } from 'hono';
import type { Runtime } from '../runtime.ts';
import { readReadiness } from '../workers/read-readiness.ts';
import type { AppEnv } from './app-env.ts';

/** `/healthz`: this process is alive. `/readyz`: runs can be served, or what is missing. */
export function healthRoutes(runtime: Runtime): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const readiness = await readReadiness(runtime);
    return readiness.status === 'ready' ? c.json(readiness) : c.json(readiness, 503, { 'Retry-After': '1' });
  });
  return app;
}
