import type { RestContext } from './rest-env.ts';

/** How long a call waits when it does not say. */
export const DEFAULT_WAIT_S = 60;
/** How long a call may ask to wait. */
export const MAX_WAIT_S = 300;

export interface Preference {
  waitMs: number;
  /** For Preference-Applied; null when the caller had no preference. */
  applied: string | null;
}

/** `Prefer: wait=n`, `Prefer: respond-async`, or both (RFC 7240 §4.1, §4.3). */
export function parsePrefer(c: RestContext, withoutMs: number): Preference {
  const tokens = (c.req.header('prefer') ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map((token) => token.trim());
  const wait = tokens.map((token) => /^wait\s*=\s*"?(\d{1,9})"?$/.exec(token)?.[1]).find((value) => value !== undefined);
  if (wait !== undefined) {
    const seconds = Math.min(Number(wait), MAX_WAIT_S);
    return { waitMs: seconds * 1000, applied: `wait=${seconds}` };
  }
  if (tokens.includes('respond-async')) return { waitMs: 0, applied: 'respond-async' };
  return { waitMs: withoutMs, applied: null };
}

/** Says which preference was honoured. */
export function applyPreference(c: RestContext, { applied }: Preference): void {
  if (applied) c.env.outgoing.setHeader('Preference-Applied', applied);
}
