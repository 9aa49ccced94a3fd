import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { forgetTargets } from './find-target.ts';
import { getVersion, getVersionRow } from './get-version.ts';
import { versionSettingsSchema, type BatchProfile, type SettingsChanges, type VersionView } from './schema.ts';
import type { VersionRow } from './view-version.ts';

/** Changes how a version runs; what is left out stays, null goes back to the default. Workers take it up with the next call of the engine or load. @throws NOT_FOUND INVALID_INPUT */
export async function updateVersionSettings(
  ctx: Ctx,
  input: { team: string; model: string; version: number; settings: SettingsChanges },
): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'update-version-settings');
  const version = await getVersionRow(ctx, scope, input);
  refuseBatching(version, input.settings);
  const changes = Object.entries(input.settings).filter(([, value]) => value !== undefined);
  const before = versionSettingsSchema.parse(version.settings) as Record<string, unknown>;
  await ctx.runtime.db.$transaction(async (tx) => {
    // Merged by the database: two callers who change different settings at once both win. What is not kept has its default.
    const merged = JSON.stringify(Object.fromEntries(changes));
    await tx.$executeRaw`update version set settings = jsonb_strip_nulls(settings || ${merged}::jsonb) where id = ${version.id}::uuid`;
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'update-version-settings',
      subject: `${version.model.name}@${version.number}`,
      data: { changes: Object.fromEntries(changes.map(([name, value]) => [name, { before: before[name] ?? null, after: value }])) },
    });
  });
  await ctx.runtime.bell.ring('moorage_versions');
  forgetTargets(ctx.runtime);
  return getVersion(ctx, input);
}

/** A number that would change nothing is not taken for one that does. */
function refuseBatching({ batching, number, model }: VersionRow, { maxBatch }: SettingsChanges): void {
  const profile = batching as BatchProfile | null;
  if (!maxBatch || maxBatch === 1 || profile?.batchable !== false) return;
  throw new AppError('INVALID_INPUT', `maxBatch: the runs of ${model.name}@${number} cannot share a call.`, {
    cause: `Found when it was deployed: ${profile.reason}.`,
    suggestions: ['Set maxBatch to 1 or null.'],
  });
}
