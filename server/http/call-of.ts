import type { IncomingMessage, ServerResponse } from 'node:http';

/** Aborted when the caller leaves before the answer is complete. */
export function leavingOf(outgoing: ServerResponse): AbortSignal {
  const leaving = new AbortController();
  const look = () => {
    if (!outgoing.writableFinished) leaving.abort();
  };
  // One who has left already does not leave again.
  if (outgoing.destroyed) look();
  else outgoing.once('close', look);
  return leaving.signal;
}

/** Address of the caller, for throttling only. Forwarded headers can be made up, so they are not read. */
export function addressOf(incoming: IncomingMessage): string | null {
  return incoming.socket.remoteAddress ?? null;
}
