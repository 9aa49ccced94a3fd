import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import type { GoldenResult } from '../examples/schema.ts';
import { assertWhole } from '../storage/assert-whole.ts';
import { waitWarm } from '../workers/wait-warm.ts';
import { forgetTargets } from './find-target.ts';
import { getVersion, getVersionRow } from './get-version.ts';
import type { VersionView } from './schema.ts';

/** Loading takes its time; an activation waits no longer than this for it. */
const WARM_TIMEOUT_MS = 30_000;

/**
 * Makes a ready version the one that answers when a caller names none. Where the one before it is loaded, the new one is
 * loaded first, so that no caller waits for a cold start. @throws NOT_FOUND, CONFLICT, also where golden
 * tests differ, INVALID_MODEL where a stored file was damaged
 */
export async function activateVersion(ctx: Ctx, input: { team: string; model: string; version: number; acceptDifferences?: boolean }): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'activate-version');
  const version = await getVersionRow(ctx, scope, input);
  if (version.status !== 'ready') throw notReady(version.number, version.model.name, version.status);
  if (!input.acceptDifferences) assertGolden(version);
  const before = version.model.activeVersionId;
  if (before !== null && before !== version.id && version.health === 'ok') {
    const warm = await waitWarm(ctx, { versionId: version.id, insteadOf: before, timeoutMs: WARM_TIMEOUT_MS });
    // It may only be large; one that can never be loaded is to replace nothing that answers.
    if (!warm) for (const file of version.files) await assertWhole(ctx.runtime.blobs, file);
  }
  await ctx.runtime.db.$transaction(async (tx) => {
    const now = await tx.version.findUniqueOrThrow({ where: { id: version.id } });
    if (now.status !== 'ready' || now.deletedAt) throw notReady(version.number, version.model.name, now.deletedAt ? 'deleted' : now.status);
    await tx.model.update({ where: { id: version.modelId }, data: { activeVersionId: version.id } });
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'activate-version',
      subject: `${version.model.name}@${version.number}`,
      data: { before },
    });
  });
  forgetTargets(ctx.runtime);
  return getVersion(ctx, input);
}

function assertGolden({ number, model, tests }: { number: number; model: { name: string }; tests: unknown }): void {
  const results = (tests as GoldenResult[] | null) ?? [];
  const failed = results.filter(({ passed }) => !passed);
  const [first] = failed;
  if (!first) return;
  const [difference] = first.differences;
  throw new AppError('CONFLICT', `Version ${number} of ${model.name} gives something else than before in ${failed.length} of ${results.length} golden tests.`, {
    cause: difference ? `"${first.name}": output \`${difference.output}\`: ${difference.message}.` : undefined,
    suggestions: ['Look at the differences on its page; accept them where they are meant (by API: ?accept_differences=true).'],
  });
}

function notReady(number: number, model: string, status: string): AppError {
  return new AppError('CONFLICT', `Version ${number} of ${model} is ${status}: only a ready version can be active.`);
}
