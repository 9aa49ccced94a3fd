import type { OpenAPIHono, RouteConfig, z } from '@hono/zod-openapi';
import type { ErrorCode } from '../errors.ts';
import { inputError } from '../failure.ts';
import { errors } from './documented.ts';
import type { RestContext, RestEnv } from './rest-env.ts';

export const API_PREFIX = '/api/v1';

export interface RouteSpec<Query extends z.ZodObject> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api/v1, parameters as `{name}`; `{name*}` takes slashes too. */
  path: string;
  tag: 'Models' | 'Versions' | 'Invocations' | 'Workers' | 'Server';
  summary: string;
  description?: string;
  /** Describes and checks the query string. */
  query?: Query;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  body?: NonNullable<RouteConfig['request']>['body'];
  responses: RouteConfig['responses'];
  refusals: ErrorCode[];
}

/** Mounts a route and puts it into the OpenAPI document, from one description. The handler gets the checked query. */
export function defineRoute<Query extends z.ZodObject>(
  app: OpenAPIHono<RestEnv>,
  spec: RouteSpec<Query>,
  handle: (c: RestContext, query: z.infer<Query>) => Promise<Response> | Response,
): void {
  const { method, path, tag, summary, description, query, body } = spec;
  app.openAPIRegistry.registerPath({
    method,
    path: API_PREFIX + path.replaceAll('*}', '}'),
    tags: [tag],
    summary,
    description,
    parameters: [...parameters(spec.params, 'path'), ...parameters(spec.headers, 'header')],
    request: { query, body },
    responses: { ...spec.responses, ...errors(...spec.refusals) },
    security: [{ apiKey: [] }],
  });
  const pattern = API_PREFIX + path.replace(/\{(\w+)\*\}/g, ':$1{.+}').replace(/\{(\w+)\}(?!\*)/g, ':$1');
  app.on(method.toUpperCase(), pattern, (c) => handle(c, parseQuery(c, query)));
}

function parseQuery<Query extends z.ZodObject>(c: RestContext, query: Query | undefined): z.infer<Query> {
  if (!query) return {} as z.infer<Query>;
  const parsed = query.safeParse(c.req.query());
  if (!parsed.success) throw inputError(parsed.error);
  return parsed.data;
}

function parameters(texts: Record<string, string> | undefined, place: 'path' | 'header') {
  return Object.entries(texts ?? {}).map(([name, description]) => ({
    name,
    in: place,
    description,
    required: place === 'path',
    schema: { type: 'string' as const },
  }));
}
