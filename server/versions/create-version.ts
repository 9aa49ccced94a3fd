import type { z } from 'zod';
import { recordActor } from '../access/actor.ts';
import { requireRole, type TeamScope } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { startDeployment } from '../deployments/start-deployment.ts';
import { AppError } from '../errors.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';
import type { Choice } from '../signatures/choice.ts';
import { takeUploads } from '../uploads/take-uploads.ts';
import { getVersion } from './get-version.ts';
import { createVersionSchema, type VersionView } from './schema.ts';

export interface VersionFile {
  name: string;
  sha256: string;
  sizeBytes: number;
  createdAt: Date;
  finishedAt: Date;
}

/**
 * Makes the next version of a model (and the model, where it is new) from finished uploads, and starts deploying it.
 * @throws INVALID_INPUT, NOT_FOUND or CONFLICT for its uploads, CONFLICT when `mode` does not fit
 */
export async function createVersion(ctx: Ctx, input: z.input<typeof createVersionSchema>): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'create-version');
  const { model, files, note, mode, task } = createVersionSchema.parse(input);
  const version = await ctx.runtime.db.$transaction(async (tx) =>
    addVersion(ctx, tx, { scope, model, note, mode, choice: task ? { task } : null, files: await takeUploads(tx, scope, files) }),
  );
  await ctx.runtime.bell.ring('moorage_deploy');
  return getVersion(ctx, { team: scope.team, ...version });
}

/** Model (made where new), version, files, deployment and job, in the caller's transaction. */
export async function addVersion(
  ctx: Ctx,
  tx: Prisma.TransactionClient,
  input: { scope: TeamScope; model: string; note: string; mode: 'any' | 'new' | 'add'; choice: Choice | null; files: VersionFile[]; source?: string | null },
): Promise<{ model: string; version: number }> {
  const { scope, files, source = null } = input;
  const model = await lockModel(tx, scope, input);
  const last = await tx.version.aggregate({ where: { modelId: model.id }, _max: { number: true } });
  const number = (last._max.number ?? 0) + 1;
  const versionId = newUuid();
  await tx.version.create({
    data: {
      id: versionId,
      modelId: model.id,
      teamId: scope.teamId,
      number,
      status: 'deploying',
      note: input.note,
      source,
      chosen: input.choice === null ? undefined : (input.choice as unknown as Prisma.InputJsonValue),
      sizeBytes: BigInt(files.reduce((sum, file) => sum + file.sizeBytes, 0)),
      createdBy: recordActor(scope.actor) as unknown as Prisma.InputJsonValue,
      files: { create: files.map((file) => ({ id: newUuid(), name: file.name, sha256: file.sha256, sizeBytes: BigInt(file.sizeBytes) })) },
    },
  });
  await startDeployment(ctx, tx, { versionId, teamId: scope.teamId, source, files });
  await writeAudit(tx, {
    teamId: scope.teamId,
    actor: scope.actor,
    verb: 'create-version',
    subject: `${input.model}@${number}`,
    data: { files: files.map((file) => file.name) },
  });
  return { model: input.model, version: number };
}

/** The model's row, made where it is new, locked so that two deploys never get one number. */
async function lockModel(tx: Prisma.TransactionClient, scope: TeamScope, input: { model: string; mode: 'any' | 'new' | 'add' }): Promise<{ id: string }> {
  await tx.$executeRaw`
    insert into model (id, team_id, name, live_name) values (${newUuid()}::uuid, ${scope.teamId}::uuid, ${input.model}, ${input.model})
    on conflict (team_id, live_name) do nothing`;
  const [model] = await tx.$queryRaw<{ id: string }[]>`
    select id from model where team_id = ${scope.teamId}::uuid and live_name = ${input.model} for update`;
  if (!model) throw new Error('the model was neither found nor made');
  const exists = (await tx.version.count({ where: { modelId: model.id } })) > 0;
  if (exists && input.mode === 'new') {
    throw new AppError('CONFLICT', `There is a model "${input.model}" already.`, { suggestions: ['Add this as its next version, or choose another name.'] });
  }
  if (!exists && input.mode === 'add') throw new AppError('NOT_FOUND', `There is no model "${input.model}" in ${scope.team}.`);
  return model;
}
