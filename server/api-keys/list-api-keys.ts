import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { toId } from '../ids.ts';
import { keyPrefix } from './create-api-key.ts';
import type { ApiKeyView } from './schema.ts';

/** The team's keys that work, newest first. */
export async function listApiKeys(ctx: Ctx, input: { team: string }): Promise<ApiKeyView[]> {
  const scope = await requireRole(ctx, input.team, 'list-api-keys');
  const rows = await ctx.runtime.db.apiKey.findMany({ where: { teamId: scope.teamId, revokedAt: null }, orderBy: { createdAt: 'desc' } });
  const makers = await ctx.runtime.db.user.findMany({ where: { id: { in: rows.flatMap((row) => row.createdById ?? []) } } });
  const names = new Map(makers.map((user) => [user.id, user.name || user.email]));
  return rows.map((row) => ({
    id: toId('key', row.id),
    name: row.name,
    prefix: keyPrefix(row.id),
    role: row.role,
    createdBy: names.get(row.createdById ?? '') ?? null,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
  }));
}
