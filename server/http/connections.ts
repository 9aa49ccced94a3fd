import type { Server, ServerResponse } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';

/** A caller that asks one request after the other has sent the next by then; with it, it is told that it is the last. */
const QUIET_MS = 500;
const SWEEP_MS = 50;

/** Since when nothing is asked on a connection, and what had come on it by then. */
interface Quiet {
  since: number;
  bytesRead: number;
}

/** The connections of a server, and what is under way on them: what it takes to end without losing a request. */
export class Connections {
  readonly #server: Server;
  readonly #open = new Map<Socket, Quiet>();
  readonly #answers = new Map<ServerResponse, Socket>();
  #draining = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#quiet(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  /** Takes note of an answer until it is given. */
  add(res: ServerResponse): void {
    const { socket } = res.req;
    this.#answers.set(res, socket);
    res.shouldKeepAlive &&= !this.#draining;
    res.once('close', () => {
      this.#answers.delete(res);
      if (this.#open.has(socket)) this.#quiet(socket);
    });
  }

  /**
   * Takes no more connections and waits for what is under way, at most `graceMs`; then cuts what is left. Each answer says
   * that it is the connection's last. A connection nothing is asked on is kept a moment: its caller may be sending just now.
   */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    for (const res of this.#answers.keys()) res.shouldKeepAlive = false;
    // The way of node:http would cut the quiet ones here.
    const closed = new Promise<void>((resolve) => TcpServer.prototype.close.call(this.#server, () => resolve()));
    const beganAt = performance.now();
    const sweep = setInterval(() => this.#closeQuiet(beganAt), SWEEP_MS);
    const cut = setTimeout(() => this.#close([...this.#open.keys()]), graceMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
  }

  #quiet(socket: Socket): void {
    this.#open.set(socket, { since: performance.now(), bytesRead: socket.bytesRead });
  }

  #closeQuiet(beganAt: number): void {
    const before = performance.now() - QUIET_MS;
    if (before < beganAt) return;
    const busy = new Set(this.#answers.values());
    // Where more has come, a request is on its way.
    const isQuiet = ([socket, { since, bytesRead }]: [Socket, Quiet]) => !busy.has(socket) && since <= before && socket.bytesRead === bytesRead;
    this.#close([...this.#open].filter(isQuiet).map(([socket]) => socket));
  }

  #close(sockets: Socket[]): void {
    for (const socket of sockets) socket.destroy();
  }
}
