import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A disk of its own below a folder, small enough to be filled. */
export interface SmallDisk {
  /** Until no more fits than this. */
  fill(leftBytes?: number): void;
  free(): void;
}

const mounted = new Set<string>();
const CHUNK = new Uint8Array(256 * 1024);

/** Mounts a tmpfs at a folder, which is made. Throws where this user may not. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  if (!mount(folder, megabytes)) throw new Error(`no disk could be mounted at ${folder}`);
  mounted.add(folder);
  const filler = path.join(folder, 'filler');
  return {
    fill(leftBytes = 0) {
      const file = openSync(filler, 'a');
      try {
        for (let size = CHUNK.length; size >= 1;) {
          try {
            writeSync(file, CHUNK, 0, size);
          } catch {
            size = Math.floor(size / 2);
          }
        }
        ftruncateSync(file, Math.max(0, fstatSync(file).size - leftBytes));
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
  };
}

/** Takes every disk away again. */
export function unmountDisks(): void {
  for (const folder of mounted) spawnSync('umount', ['--lazy', folder]);
  mounted.clear();
}

/** Whether this user may mount: root may, mostly. */
export function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'mount-'));
  const may = mount(folder, 1);
  if (may) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return may;
}

function mount(folder: string, megabytes: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
}
