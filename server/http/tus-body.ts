import type { IncomingMessage } from 'node:http';

const AHEAD_BYTES = 1024 ** 2;
const ENDS = ['end', 'close', 'error'] as const;

/**
 * A request's body as it arrives, about AHEAD_BYTES ahead of its reader. It is over with its last byte, when the sender
 * has gone, and when `stop` aborts; what had been received by then still comes. The request stays open for its answer.
 */
export async function* bodyUntil(incoming: IncomingMessage, stop: AbortSignal): AsyncGenerator<Buffer> {
  let received: Buffer[] = [];
  let receivedBytes = 0;
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    received.push(chunk);
    receivedBytes += chunk.length;
    if (receivedBytes > AHEAD_BYTES) incoming.pause();
    wake();
  };
  const onEnd = () => wake();
  const onStop = () => {
    incoming.off('data', onData).pause();
    wake();
  };
  for (const event of ENDS) incoming.on(event, onEnd);
  stop.addEventListener('abort', onStop, { once: true });
  incoming.on('data', onData);
  try {
    for (;;) {
      if (received.length > 0) {
        const chunks = received;
        received = [];
        receivedBytes = 0;
        // Without a listener it would flow into nothing.
        if (!stop.aborted) incoming.resume();
        yield* chunks;
      } else {
        if (stop.aborted || incoming.readableEnded || incoming.destroyed) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    onStop();
    stop.removeEventListener('abort', onStop);
    for (const event of ENDS) incoming.off(event, onEnd);
  }
}
