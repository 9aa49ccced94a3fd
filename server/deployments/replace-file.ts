import { requireRole } from '../access/require-role.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { newUuid, toId } from '../ids.ts';
import { takeUploads } from '../uploads/take-uploads.ts';
import { getDeployment, getDeploymentRow } from './get-deployment.ts';
import { reopenVersion } from './retry-deployment.ts';
import { startDeployment } from './start-deployment.ts';

/**
 * After a failure: puts other files in place and deploys the version again, with nothing more brought from its source. A file replaces the one of its name; a single
 * file replaces a single file whatever its name; others are added.
 * @throws NOT_FOUND, CONFLICT, INVALID_INPUT for the uploads
 */
export async function replaceFile(ctx: Ctx, input: { team: string; deployment: string; files: { uploadId: string; name?: string }[] }) {
  const scope = await requireRole(ctx, input.team, 'replace-file');
  const { version } = await getDeploymentRow(ctx, scope, input.deployment);
  const id = await ctx.runtime.db.$transaction(async (tx) => {
    await reopenVersion(tx, version.id);
    const taken = await takeUploads(tx, scope, input.files);
    const single = version.files.length === 1 && taken.length === 1;
    const gone = version.files.filter((file) => single || taken.some((other) => other.name === file.name));
    await tx.modelFile.deleteMany({ where: { id: { in: gone.map((file) => file.id) } } });
    await tx.modelFile.createMany({
      data: taken.map((file) => ({ id: newUuid(), versionId: version.id, name: file.name, sha256: file.sha256, sizeBytes: BigInt(file.sizeBytes) })),
    });
    const now = new Date();
    const files = (await tx.modelFile.findMany({ where: { versionId: version.id } })).map((file) => ({
      sizeBytes: Number(file.sizeBytes),
      createdAt: now,
      finishedAt: now,
    }));
    await tx.version.update({ where: { id: version.id }, data: { sizeBytes: BigInt(files.reduce((sum, file) => sum + file.sizeBytes, 0)), source: null } });
    await writeAudit(tx, {
      teamId: scope.teamId,
      actor: scope.actor,
      verb: 'replace-file',
      subject: input.deployment,
      data: { files: taken.map((file) => file.name) },
    });
    return startDeployment(ctx, tx, { versionId: version.id, teamId: scope.teamId, files });
  });
  await ctx.runtime.bell.ring('moorage_deploy');
  return getDeployment(ctx, { team: input.team, deployment: toId('dep', id) });
}
