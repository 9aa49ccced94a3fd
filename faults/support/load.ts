/** Calls one after the other on eight lines until it is stopped; stopping throws what any call threw. */
export function startLoad(call: (i: number) => Promise<unknown>, lines = 8): { stop(): Promise<number> } {
  let stopped = false;
  let calls = 0;
  const work = Array.from({ length: lines }, async () => {
    while (!stopped) await call(calls++);
  });
  const all = Promise.all(work);
  // Heard when it is stopped.
  all.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await all;
      return calls;
    },
  };
}
