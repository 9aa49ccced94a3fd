import type { Actor } from './access/actor.ts';
import type { Runtime } from './runtime.ts';

/** What every verb gets: who asks, what lives in this process, and how to stop waiting. */
export interface Ctx {
  runtime: Runtime;
  actor: Actor | null;
  /** `req_…`, shown with every error and found in the log. */
  requestId: string;
  /** Address of the caller, for throttling only. */
  address: string | null;
  /** Where it came in: kept with invocations. */
  source: 'app' | 'rest' | 'cli' | 'system';
  signal?: AbortSignal;
}
