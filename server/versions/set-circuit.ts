import type { Runtime } from '../runtime.ts';

/** Opens or closes a version's circuit: while it is open, callers get 503 with the reason and nothing is run. */
export async function setCircuit(runtime: Runtime, versionId: string, health: 'ok' | 'circuit_open'): Promise<void> {
  await runtime.db.version.update({ where: { id: versionId }, data: { health } });
}

/** Closes every circuit: a new worker gives each version a new chance. */
export async function closeCircuits(runtime: Runtime): Promise<void> {
  await runtime.db.version.updateMany({ where: { health: 'circuit_open' }, data: { health: 'ok' } });
}
