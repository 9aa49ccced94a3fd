import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { fetchNpmFiles } from '../files/fetch-npm-files.ts';
import { parseNpmSource } from '../files/parse-npm-source.ts';
import { addVersion } from './create-version.ts';
import { getVersion } from './get-version.ts';
import { importVersionSchema, type VersionView } from './schema.ts';

/**
 * Deploys files of an npm package: its tarball is downloaded, checked against the registry's integrity hash, and only
 * the files named are kept. The package's licence goes into the note.
 * @throws INVALID_INPUT for the source, NOT_FOUND for package or file, UNAVAILABLE when the registry does not answer
 */
export async function importVersion(ctx: Ctx, input: z.input<typeof importVersionSchema>): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'import-version');
  const { model, source, note, task } = importVersionSchema.parse(input);
  const startedAt = new Date();
  const fetched = await fetchNpmFiles(ctx.runtime, { ...parseNpmSource(source), signal: ctx.signal });
  const files = fetched.files.map((file) => ({ ...file, createdAt: startedAt, finishedAt: new Date() }));
  const version = await ctx.runtime.db.$transaction(async (tx) => {
    for (const file of files) {
      const sizeBytes = BigInt(file.sizeBytes);
      await tx.blob.upsert({ where: { sha256: file.sha256 }, create: { sha256: file.sha256, sizeBytes }, update: { createdAt: new Date() } });
    }
    return addVersion(ctx, tx, {
      scope,
      model,
      note: note || `From ${source}, licence ${fetched.licence}`,
      mode: 'any',
      choice: task ? { task } : null,
      files,
    });
  });
  await ctx.runtime.bell.ring('moorage_deploy');
  return getVersion(ctx, { team: scope.team, ...version });
}
