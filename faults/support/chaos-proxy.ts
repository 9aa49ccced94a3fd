import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface ChaosProxy {
  port: number;
  /** From now on nothing passes and no one is told: the connections made so far are half open, new ones go nowhere. */
  drop(): void;
  /** New connections pass again; the ones that were half open stay so. */
  heal(): void;
  /** The database gives up what is half open, as its keepalive does on a real network. */
  reap(): void;
  stop(): Promise<void>;
}

/** Stands between a program and its Postgres. */
export async function startChaosProxy(target: { host: string; port: number }): Promise<ChaosProxy> {
  const sockets = new Set<Socket>();
  const passing = new Set<() => void>();
  const abandoned = new Set<Socket>();
  let dropping = false;
  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => undefined).on('close', () => sockets.delete(near));
    if (dropping) return;
    const far = connect(target);
    sockets.add(far);
    far.on('error', () => near.destroy()).on('close', () => sockets.delete(far));
    let passes = true;
    const cut = () => {
      passes = false;
      abandoned.add(far);
    };
    passing.add(cut);
    far.on('close', () => passing.delete(cut));
    near.on('data', (bytes) => passes && far.write(bytes));
    far.on('data', (bytes) => passes && near.write(bytes));
    near.on('end', () => passes && far.end());
    far.on('end', () => passes && near.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    drop() {
      dropping = true;
      for (const cut of passing) cut();
      passing.clear();
    },
    heal: () => void (dropping = false),
    reap() {
      for (const far of abandoned) far.destroy();
      abandoned.clear();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
