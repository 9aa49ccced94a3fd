import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { addFiles } from '../files/add-files.ts';
import { toId } from '../ids.ts';
import { takeUploads } from '../uploads/take-uploads.ts';
import { getDeployment, getDeploymentRow } from './get-deployment.ts';
import { reopenVersion } from './retry-deployment.ts';
import { startDeployment } from './start-deployment.ts';

/**
 * After a failure: puts other files in place and deploys the version again. A file replaces the one of its name; a single
 * file replaces a single file whatever its name; others are added. Files that were still to be fetched no longer are.
 * @throws NOT_FOUND, CONFLICT, INVALID_INPUT for the uploads
 */
export async function replaceFile(ctx: Ctx, input: { team: string; deployment: string; files: { uploadId: string; name?: string }[] }) {
  const scope = await requireRole(ctx, input.team, 'replace-file');
  const { version } = await getDeploymentRow(ctx, scope, input.deployment);
  const id = await ctx.runtime.db.$transaction(async (tx) => {
    await reopenVersion(tx, version.id);
    const taken = await takeUploads(tx, scope, input.files);
    // What a person brings stands in for what could not be fetched: nothing is fetched over it.
    await tx.version.update({ where: { id: version.id }, data: { source: null } });
    const single = version.source === null && version.files.length === 1 && taken.length === 1;
    await addFiles(tx, version.id, { files: taken, instead: single ? version.files.map(({ name }) => name) : [] });
    const now = new Date();
    const files = (await tx.modelFile.findMany({ where: { versionId: version.id } })).map((file) => ({
      sizeBytes: Number(file.sizeBytes),
      createdAt: now,
      finishedAt: now,
    }));
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'replace-file',
      subject: input.deployment,
      data: { files: taken.map((file) => file.name) },
    });
    return startDeployment(ctx, tx, { versionId: version.id, teamId: scope.teamId, source: null, files });
  });
  await ctx.runtime.bell.ring('moorage_deploy');
  return getDeployment(ctx, { team: input.team, deployment: toId('dep', id) });
}
