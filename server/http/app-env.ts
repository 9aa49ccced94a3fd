import type { HttpBindings } from '@hono/node-server';

/** What every handler of our own doors finds in its context: node's request and response, and the request's id. */
export interface AppEnv {
  Bindings: HttpBindings & { requestId: string };
}
