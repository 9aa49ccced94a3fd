import { recordActor, type Actor } from '../access/actor.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';

/** One line of who did what, in the transaction that does it. */
export async function writeAudit(
  tx: Prisma.TransactionClient,
  entry: { teamId: string | null; actor: Actor; verb: string; subject: string | null; data: Prisma.InputJsonObject },
): Promise<void> {
  await tx.auditEntry.create({
    data: {
      id: newUuid(),
      teamId: entry.teamId,
      actor: recordActor(entry.actor) as unknown as Prisma.InputJsonValue,
      verb: entry.verb,
      subject: entry.subject,
      data: entry.data,
    },
  });
}
