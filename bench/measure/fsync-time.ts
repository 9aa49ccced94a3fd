import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { quantile } from '../quantile.ts';

/** Milliseconds of writing 8 kB and waiting until the disk has them: what every durable step costs on this machine. */
export function fsyncTime(folder: string): { p50Ms: number; p99Ms: number } {
  const own = mkdtempSync(path.join(folder, 'fsync-'));
  const fd = openSync(path.join(own, 'file'), 'w');
  const page = Buffer.alloc(8192, 1);
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const at = performance.now();
    writeSync(fd, page, 0, page.length, (i % 100) * page.length);
    fdatasyncSync(fd);
    if (i >= 100) times.push(performance.now() - at);
  }
  closeSync(fd);
  rmSync(own, { recursive: true });
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}
