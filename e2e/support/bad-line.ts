import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A network line between browser and server that can be slow, or gone. */
export interface BadLine {
  url: string;
  /** Bytes per second from the browser to the server. */
  slow(bytesPerSecond: number): void;
  fast(): void;
  /** Breaks every connection and lets no new one through until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function startBadLine(target: string): Promise<BadLine> {
  const { port } = new URL(target);
  const open = new Set<net.Socket>();
  let rate = Number.POSITIVE_INFINITY;
  let isCut = false;
  const server = net.createServer((browser) => {
    if (isCut) return void browser.destroy();
    const product = net.connect(Number(port), '127.0.0.1');
    const end = () => {
      for (const socket of [browser, product]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [browser, product]) open.add(socket.on('close', end).on('error', end));
    browser.on('data', (data) => {
      product.write(data);
      if (!Number.isFinite(rate)) return;
      browser.pause();
      setTimeout(() => browser.resume(), (data.length / rate) * 1000);
    });
    product.on('data', (data) => browser.write(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    slow: (bytesPerSecond) => void (rate = bytesPerSecond),
    fast: () => void (rate = Number.POSITIVE_INFINITY),
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    mend: () => void (isCut = false),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
