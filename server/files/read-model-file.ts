import type { Readable } from 'node:stream';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { getVersionRow } from '../versions/get-version.ts';

/** One file of a version as it was uploaded. @throws NOT_FOUND */
export async function readModelFile(
  ctx: Ctx,
  input: { team: string; model: string; version: number; name: string },
): Promise<{ name: string; sizeBytes: number; stream: Readable }> {
  const scope = await requireRole(ctx, input.team, 'read-model-file');
  const version = await getVersionRow(ctx, scope, input);
  const file = version.files.find((item) => item.name === input.name);
  if (!file) throw new AppError('NOT_FOUND', `Version ${version.number} of ${version.model.name} has no file "${input.name}".`);
  return { name: file.name, sizeBytes: Number(file.sizeBytes), stream: await ctx.runtime.blobs.stream(file.sha256) };
}
