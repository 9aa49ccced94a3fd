import { connect, Socket } from 'node:net';

interface Watched {
  socket: Socket;
  /** When it last showed life: it was made, or bytes came. */
  heardAt: number;
  /** When bytes were sent that nothing has answered yet; null when nothing is owed. */
  askedAt: number | null;
}

/** How a probe reaches the database: host and port, or the path of its socket. */
export type ProbeTarget = { host: string; port: number } | { path: string };

const PROBE_EVERY_MS = 2_000;
const PROBE_TIMEOUT_MS = 4_000;
/** Longer than the longest statement a connection allows: one without an answer by then has none coming. */
const OWED_MS = 35_000;

/** PostgreSQL frontend/backend protocol, SSLRequest: any server answers it with one byte, before any login. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Ends database connections that a silent network has cut without telling: nothing in TCP notices when the other side no
 * longer answers but its packets are still taken. Every two seconds a fresh connection asks the server for one byte; when
 * none comes in four, all connections that said nothing since it asked are ended, so that what waits on them fails now and
 * is tried again. One that owes an answer for longer than any statement may take is ended too.
 */
export class SilenceGuard {
  readonly #target: ProbeTarget;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | null = null;
  #probing = false;

  constructor(target: ProbeTarget) {
    this.#target = target;
  }

  /** A new socket under watch, for drivers that let one be made for them. */
  readonly newSocket = (): Socket => this.watch(new Socket());

  /** Watches a driver's socket until it closes. */
  watch(socket: Socket): Socket {
    const watched: Watched = { socket, heardAt: performance.now(), askedAt: null };
    this.#watched.add(watched);
    const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
    socket.write = ((...given: unknown[]) => {
      watched.askedAt ??= performance.now();
      return write(...given);
    }) as Socket['write'];
    socket.prependListener('data', () => {
      watched.heardAt = performance.now();
      watched.askedAt = null;
    });
    socket.once('close', () => this.#watched.delete(watched));
    this.#timer ??= setInterval(() => void this.#look(), PROBE_EVERY_MS).unref();
    return socket;
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    const now = performance.now();
    for (const { socket, askedAt } of this.#watched) if (askedAt !== null && now - askedAt > OWED_MS) end(socket);
    if (this.#probing || this.#watched.size === 0) return;
    this.#probing = true;
    try {
      if (await answers(this.#target)) return;
      // A server that is down says so to every connection itself; only silence has to be told.
      for (const { socket, heardAt } of this.#watched) if (heardAt < now) end(socket);
    } finally {
      this.#probing = false;
    }
  }
}

/** Whether the server answers, or refuses, a fresh connection in time: only silence is false. */
function answers(target: ProbeTarget): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(target);
    const done = (heard: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(heard);
    };
    const timer = setTimeout(() => done(false), PROBE_TIMEOUT_MS);
    socket.once('connect', () => socket.write(SSL_REQUEST));
    socket.once('data', () => done(true));
    socket.once('error', () => done(true));
    socket.once('close', () => done(true));
  });
}

function end(socket: Socket): void {
  socket.destroy(Object.assign(new Error('the database does not answer any more'), { code: 'ETIMEDOUT' }));
}
