import { readFile } from 'node:fs/promises';

const PAGE_BYTES = 4096;

/** Resident memory of a process and its descendants, in bytes; what has ended counts 0. Linux only, 0 elsewhere. */
export async function readTreeMemory(pid: number): Promise<number> {
  const [statm, children] = await Promise.all([read(`/proc/${pid}/statm`), read(`/proc/${pid}/task/${pid}/children`)]);
  const own = Number(statm.split(' ')[1] ?? 0) * PAGE_BYTES;
  const below = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map((child) => readTreeMemory(Number(child))),
  );
  return below.reduce((sum, bytes) => sum + bytes, own || 0);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
