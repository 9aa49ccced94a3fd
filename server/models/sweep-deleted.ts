import type { Runtime } from '../runtime.ts';

/** How long a deleted model or version can be restored. */
export const UNDO_DAYS = 7;

/** Removes models and versions deleted more than 7 days ago, with their files' rows; blobs go in their own sweep. */
export async function sweepDeleted(runtime: Runtime): Promise<void> {
  const before = new Date(Date.now() - UNDO_DAYS * 86_400_000);
  await runtime.db.model.deleteMany({ where: { deletedAt: { lt: before } } });
  await runtime.db.version.deleteMany({ where: { deletedAt: { lt: before } } });
}
