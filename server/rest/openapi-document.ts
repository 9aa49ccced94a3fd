import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from '../env.ts';
import { ERROR_STATUS } from '../errors.ts';
import { limitsOf } from './limits.ts';
import type { RestEnv } from './rest-env.ts';

export type OpenApiDocument = ReturnType<typeof buildDocument>;

/** The OpenAPI 3.1 document of the routes of an app. */
export function buildDocument(app: OpenAPIHono<RestEnv>, env: Env) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer', description: 'An API key of your team: mk_…' });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Moorage API', version: '1', description: describe(env), license: { name: 'Apache-2.0' } },
    servers: [{ url: env.publicUrl }],
    tags: [
      { name: 'Models', description: 'A name in a team, with versions.' },
      { name: 'Versions', description: 'Immutable: number, files, signature. One is active.' },
      { name: 'Invocations', description: 'Runs of a version, tracked and kept.' },
      { name: 'Workers', description: 'Processes that run models, for every team of the installation.' },
      { name: 'Server', description: 'This installation.' },
    ],
  });
  // Our dates are points in time; the generator writes the format of days.
  return JSON.parse(JSON.stringify(document).replaceAll('"format":"date"', '"format":"date-time"')) as typeof document;
}

function describe(env: Env): string {
  const limits = Object.entries(limitsOf(env)).map(([name, value]) => `| ${name} | ${value} |`);
  const codes = Object.entries(ERROR_STATUS).map(([code, status]) => `| ${code} | ${status} |`);
  return [
    'Send your API key as `Authorization: Bearer mk_…`. A key belongs to a team; everything it reads and writes is that team’s.',
    'Every error is `{"error": {code, message, cause, suggestions, requestId}}`. 429 and 503 carry Retry-After.',
    'Tensors have the form of the Open Inference Protocol. INT64 and UINT64 beyond ±(2^53−1), NaN, Infinity and -Infinity are strings in JSON, accepted both ways.',
    'Lists are `{items, nextCursor}`; pass nextCursor as `cursor` for the next page.',
    `| error code | status |\n|---|---|\n${codes.join('\n')}`,
    `| limit | value |\n|---|---|\n${limits.join('\n')}`,
  ].join('\n\n');
}
