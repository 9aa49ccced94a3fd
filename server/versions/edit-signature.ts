import type { z } from 'zod';
import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { addVersion } from './create-version.ts';
import { getVersion, getVersionRow } from './get-version.ts';
import { editSignatureSchema, type VersionView } from './schema.ts';

/**
 * The next version of a model from the files of one it has, with another task or other fields: nothing is uploaded again.
 * Whether they fit is found when it is deployed. @throws NOT_FOUND, INVALID_INPUT
 */
export async function editSignature(ctx: Ctx, input: z.input<typeof editSignatureSchema>): Promise<VersionView> {
  const scope = await requireRole(ctx, input.team, 'edit-signature');
  const { choice, note, ...ref } = editSignatureSchema.parse(input);
  const from = await getVersionRow(ctx, scope, ref);
  const now = new Date();
  const files = from.files.map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes: Number(sizeBytes), createdAt: now, finishedAt: now }));
  const text =
    note ||
    `Files of version ${from.number}, ${'task' in choice ? `as ${choice.task}${choice.precision ? `, ${choice.precision}` : ''}` : 'with other fields'}`;
  const { source } = from;
  const made = await ctx.runtime.db.$transaction((tx) => addVersion(ctx, tx, { scope, model: ref.model, note: text, mode: 'add', choice, files, source }));
  await ctx.runtime.bell.ring('moorage_deploy');
  return getVersion(ctx, { team: scope.team, ...made });
}
