import { OpenAPIHono } from '@hono/zod-openapi';
import { respondError } from '../http/respond-error.ts';
import type { Runtime } from '../runtime.ts';
import { authenticate } from './authenticate.ts';
import { batchRoute } from './batch-route.ts';
import { API_PREFIX, defineRoute } from './define-route.ts';
import { json } from './documented.ts';
import { exampleRoutes } from './example-routes.ts';
import { invocationRoutes } from './invocation-routes.ts';
import { limitsOf, limitsSchema } from './limits.ts';
import { modelRoutes } from './model-routes.ts';
import { buildDocument } from './openapi-document.ts';
import { renderReference } from './reference-page.ts';
import type { RestEnv } from './rest-env.ts';
import { runRoute } from './run-route.ts';
import { versionRoutes } from './version-routes.ts';
import { workerRoutes } from './worker-routes.ts';

/** The REST API at /api/v1, its OpenAPI document, and the page that shows it. */
export function restRoutes(runtime: Runtime): OpenAPIHono<RestEnv> {
  const app = new OpenAPIHono<RestEnv>();
  app.onError((error, c) => respondError(runtime, c, error));
  app.get(`${API_PREFIX}/openapi.json`, (c) => c.body(documentText(runtime, app), 200, { 'Content-Type': 'application/json' }));
  app.get('/docs/api', (c) => {
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
    return c.html(runtime.once('api-reference', () => renderReference(buildDocument(app, runtime.env))));
  });
  app.use(`${API_PREFIX}/*`, authenticate(runtime));
  defineRoute(
    app,
    { method: 'get', path: '/limits', tag: 'Server', summary: 'Limits of this server', responses: { 200: json(limitsSchema, 'The limits.') }, refusals: [] },
    (c) => c.json(limitsOf(runtime.env)),
  );
  modelRoutes(app);
  versionRoutes(app, runtime);
  runRoute(app, runtime);
  batchRoute(app, runtime);
  invocationRoutes(app, runtime);
  exampleRoutes(app);
  workerRoutes(app);
  return app;
}

function documentText(runtime: Runtime, app: OpenAPIHono<RestEnv>): string {
  return runtime.once('openapi-document', () => JSON.stringify(buildDocument(app, runtime.env)));
}
