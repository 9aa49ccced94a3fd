import { createContext } from '../../server/access/create-context.ts';
import type { Ctx } from '../../server/context.ts';
import { getRuntime } from '../../server/runtime.ts';

/** The context of a request that Next serves: the person's session, never a key. */
export function requestContext(headers: Headers, signal?: AbortSignal): Promise<Ctx> {
  return createContext(getRuntime(), {
    authorization: null,
    cookie: headers.get('cookie'),
    address: headers.get('x-moorage-address'),
    source: 'app',
    signal,
    allow: 'session',
  });
}
