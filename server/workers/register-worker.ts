import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import { releaseUnheard } from '../queue/job-table.ts';
import { INVOCATIONS } from '../queue/jobs.ts';
import type { Runtime } from '../runtime.ts';
import { WORKER_LOST_MS, type LoadedVersion, type WorkerInfo } from './schema.ts';

/** By then everything it held was taken back. */
const LONG_LOST_MS = 20_000;

export interface RegisteredWorker {
  id: string;
  name: string;
  /** True when no other worker is alive: whatever is claimed belongs to nobody. */
  alone: boolean;
  /** Workers that are gone for certain: processes of this machine that do not run any more. */
  dead: string[];
}

/** Adds this process to the workers. Rows of dead processes of this host are ended first. */
export async function registerWorker(runtime: Runtime, info: WorkerInfo): Promise<RegisteredWorker> {
  const host = hostname();
  const bootId = readBootId();
  const rows = await runtime.db.worker.findMany({ where: { endedAt: null } });
  const isLiving = (row: { host: string; bootId: string; pid: number; heartbeatAt: Date }) =>
    row.host === host ? row.bootId === bootId && row.pid !== process.pid && isAlive(row.pid) : runtime.clock.now() - row.heartbeatAt.getTime() < WORKER_LOST_MS;
  const dead = rows.filter((row) => !isLiving(row));
  await runtime.db.worker.updateMany({ where: { id: { in: dead.map((row) => row.id) } }, data: { endedAt: runtime.clock.date(), loaded: [] } });
  const id = newUuid();
  const name = `${host.split('.')[0]}-${process.pid}`;
  await runtime.db.worker.create({
    data: { id, name, host, bootId, pid: process.pid, state: 'taking_work', info: info as unknown as Prisma.InputJsonValue, loaded: [] },
  });
  return { id, name, alone: dead.length === rows.length, dead: dead.map((row) => row.id) };
}

export interface Beat {
  state: 'taking_work' | 'draining' | 'drained';
  loaded: LoadedVersion[];
  /** What is loaded is not what it was: whoever waits for that is told. */
  changed: boolean;
}

/** Says that the worker lives, and what it has loaded. Returns what is wanted of it: to take work or to drain. */
export async function beatWorker(runtime: Runtime, id: string, beat: Beat): Promise<'taking_work' | 'draining'> {
  const { wanted } = await runtime.db.worker.update({
    where: { id },
    data: { heartbeatAt: runtime.clock.date(), state: beat.state, loaded: beat.loaded as unknown as Prisma.InputJsonValue },
    select: { wanted: true },
  });
  if (beat.changed) await runtime.bell.ring('moorage_workers');
  return wanted === 'draining' ? 'draining' : 'taking_work';
}

/** Whether other workers take work. */
export async function hasOtherWorkers(runtime: Runtime, id: string): Promise<boolean> {
  const since = new Date(runtime.clock.now() - WORKER_LOST_MS);
  return (await runtime.db.worker.count({ where: { id: { not: id }, endedAt: null, heartbeatAt: { gt: since } } })) > 0;
}

/** Whether a worker has stopped to say that it lives, not long ago. */
export async function hasLostWorkers(runtime: Runtime): Promise<boolean> {
  const [row] = await runtime.sql<{ lost: boolean }[]>`
    select exists (select from worker where ended_at is null and heartbeat_at between now() - ${LONG_LOST_MS} * interval '1 millisecond'
      and now() - ${WORKER_LOST_MS} * interval '1 millisecond') as lost`;
  return row?.lost ?? false;
}

/** The worker ends in order. What was handed to it in its last moments, and never heard, goes back. */
export async function endWorker(runtime: Runtime, id: string): Promise<void> {
  await runtime.db.worker.update({ where: { id }, data: { endedAt: runtime.clock.date(), loaded: [] } });
  if ((await releaseUnheard(runtime.sql, INVOCATIONS, { workerId: id, forMs: 0, known: [] })).length > 0) await runtime.bell.ring('moorage_work');
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
