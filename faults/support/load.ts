const running = new Set<Load>();

export interface Load {
  /** Lets the calls under way end. Returns how many were made; throws what any call threw. */
  stop(): Promise<number>;
}

/** Calls one after the other on eight lines until it is stopped. */
export function startLoad(call: (i: number) => Promise<unknown>, lines = 8): Load {
  let stopped = false;
  let calls = 0;
  const work = Array.from({ length: lines }, async () => {
    while (!stopped) await call(calls++);
  });
  const all = Promise.all(work);
  // Heard when it is stopped.
  all.catch(() => undefined);
  const load = {
    async stop() {
      stopped = true;
      running.delete(load);
      await all;
      return calls;
    },
  };
  running.add(load);
  return load;
}

/** Ends what a test that failed left running: invariants are checked on a product at rest. */
export async function stopLoads(): Promise<void> {
  await Promise.allSettled([...running].map((load) => load.stop()));
}
