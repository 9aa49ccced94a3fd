import { hashToken } from '../access/tokens.ts';
import { AppError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { InvocationView } from '../invocations/schema.ts';
import { selectInvocation, viewEnded, type InvocationRow } from '../invocations/select-invocations.ts';
import { readValue, type FoundValue } from '../invocations/read-tensor.ts';
import type { Signature } from '../signatures/schema.ts';

/** A run as somebody with a link to it may see it: not who made it, where it ran, or what else there is. */
export interface SharedRun {
  run: Omit<InvocationView, 'createdBy' | 'worker'>;
  signature: Signature;
  expiresAt: Date;
}

/** The run behind a link. @throws NOT_FOUND when the link was never given out, has expired or was taken back */
export async function openShareLink(runtime: Runtime, token: string): Promise<SharedRun> {
  const link = await findLink(runtime, token);
  const { sql } = runtime;
  const [row] = await sql<InvocationRow[]>`${selectInvocation(sql)} where i.id = ${link.invocationId}::uuid and i.team_id = ${link.teamId}::uuid`;
  if (!row) throw gone();
  const version = await runtime.db.version.findUniqueOrThrow({ where: { id: row.versionId }, select: { signature: true } });
  const { createdBy: _createdBy, worker: _worker, ...run } = viewEnded(row);
  return { run, signature: version.signature as unknown as Signature, expiresAt: link.expiresAt };
}

/** One value of the run behind a link, with its bytes. @throws NOT_FOUND */
export async function readSharedValue(runtime: Runtime, input: { token: string; side: 'inputs' | 'outputs'; position: number }): Promise<FoundValue> {
  const link = await findLink(runtime, input.token);
  return readValue(runtime, { teamId: link.teamId, uuid: link.invocationId, side: input.side, position: input.position });
}

async function findLink(runtime: Runtime, token: string) {
  const link = await runtime.db.shareLink.findUnique({ where: { tokenHash: hashToken(token) } });
  if (!link || link.revokedAt || link.expiresAt <= new Date()) throw gone();
  return link;
}

function gone(): AppError {
  return new AppError('NOT_FOUND', 'This link shows nothing any more.', {
    cause: 'It has expired, was taken back, or the run was removed.',
    suggestions: ['Ask whoever sent it for a new one.'],
  });
}
