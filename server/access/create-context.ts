import type { Ctx } from '../context.ts';
import { newUuid, toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { readApiKey } from './read-api-key.ts';
import { readSession } from './read-session.ts';

export interface Caller {
  authorization: string | null;
  cookie: string | null;
  address: string | null;
  source: Ctx['source'];
  /** Where the door has given one already. */
  requestId?: string;
  signal?: AbortSignal;
  /** The one proof this door takes: keys never come from cookies, sessions never open the API. */
  allow: 'session' | 'key';
}

/** Who calls, and under which request id. An unknown caller is nobody: the verbs' gates refuse it. */
export async function createContext(runtime: Runtime, caller: Caller): Promise<Ctx> {
  const actor = caller.allow === 'key' ? await readApiKey(runtime, caller.authorization) : await readSession(runtime, caller.cookie);
  return { runtime, actor, requestId: caller.requestId ?? toId('req', newUuid()), address: caller.address, source: caller.source, signal: caller.signal };
}
