import type { Lock, Locker, RequestRelease } from '@tus/utils';

interface Holder {
  requestRelease: RequestRelease;
  released: Promise<void>;
  release: () => void;
}

const WAIT_MS = 20_000;

/**
 * One writer per upload in this process. Who comes later asks the holder to stop and waits until it has: a browser that
 * reconnects takes over from its own dead connection. (The library's own locker spins while it waits.)
 */
export class UploadLocker implements Locker {
  readonly #holders = new Map<string, Holder>();

  newLock(id: string): Lock {
    let mine: Holder | null = null;
    return {
      lock: async (signal, requestRelease) => {
        const deadline = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
        for (let holder = this.#holders.get(id); holder; holder = this.#holders.get(id)) {
          await holder.requestRelease();
          await untilAborted(holder.released, deadline);
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        mine = { requestRelease, released: promise, release: resolve };
        this.#holders.set(id, mine);
      },
      unlock: async () => {
        if (!mine) return;
        this.#holders.delete(id);
        mine.release();
      },
    };
  }
}

async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw BUSY;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(BUSY);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** 423 Locked: clients try again. */
const BUSY = { status_code: 423, body: 'Another request is writing this upload.\n' };
