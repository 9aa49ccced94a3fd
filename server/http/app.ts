// Before any schema is made: it gives them the way to be documented.
import '@hono/zod-openapi';
import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import { openAiRoutes } from '../openai/openai-routes.ts';
import { restRoutes } from '../rest/rest-routes.ts';
import type { Runtime } from '../runtime.ts';
import type { AppEnv } from './app-env.ts';
import { healthRoutes } from './health.ts';
import { respondError } from './respond-error.ts';
import { sessionDoors } from './session-doors.ts';

/** Our own doors as one Hono app: health, session doors, REST. */
export function createApp(runtime: Runtime): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.onError((error, c) => respondError(runtime, c, error));
  app.notFound((c) =>
    respondError(
      runtime,
      c,
      new AppError('NOT_FOUND', `There is nothing at ${c.req.method} ${c.req.path}.`, { suggestions: ['See /docs/api for what there is.'] }),
    ),
  );
  app.route('/', healthRoutes(runtime));
  app.route('/', sessionDoors(runtime));
  app.route('/', restRoutes(runtime));
  app.route('/', openAiRoutes(runtime));
  return app;
}
