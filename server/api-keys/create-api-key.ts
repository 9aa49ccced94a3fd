import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { mayGrant } from '../access/policy.ts';
import { requireRole } from '../access/require-role.ts';
import { newToken } from '../access/tokens.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Ctx } from '../context.ts';
import { AppError } from '../errors.ts';
import { newUuid, toId } from '../ids.ts';
import { createApiKeySchema } from './schema.ts';

/** A key of the team: `mk_<id>_<secret>`, given back this once and kept as a hash. @throws FORBIDDEN above one's own role */
export async function createApiKey(ctx: Ctx, input: z.input<typeof createApiKeySchema>): Promise<{ id: string; key: string }> {
  const scope = await requireRole(ctx, input.team, 'create-api-key');
  const { name, role } = createApiKeySchema.parse(input);
  if (!mayGrant(scope.role, role)) throw new AppError('FORBIDDEN', `Your role, ${scope.role}, cannot make a key with the role ${role}.`);
  const id = newUuid();
  const secret = newToken();
  const secretHash = createHash('sha256').update(secret).digest();
  await ctx.runtime.db.$transaction(async (tx) => {
    await tx.apiKey.create({
      data: {
        id,
        teamId: scope.teamId,
        name,
        role,
        secretHash: new Uint8Array(secretHash),
        createdById: scope.actor.kind === 'user' ? scope.actor.userId : null,
      },
    });
    await writeAudit(tx, { teamId: scope.teamId, actor: scope.actor, verb: 'create-api-key', subject: name, data: { role } });
  });
  return { id: toId('key', id), key: `${keyPrefix(id)}${secret}` };
}

/** What stands before the secret of a key. */
export function keyPrefix(uuid: string): string {
  return `mk_${toId('key', uuid).slice('key_'.length)}_`;
}
