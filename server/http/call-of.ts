import type { IncomingMessage, ServerResponse } from 'node:http';

/** Aborted when the caller leaves before the answer is complete. */
export function leavingOf(outgoing: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leaving.abort();
  });
  return leaving.signal;
}

/** Address of the caller, for throttling only. Forwarded headers can be made up, so they are not read. */
export function addressOf(incoming: IncomingMessage): string | null {
  return incoming.socket.remoteAddress ?? null;
}
