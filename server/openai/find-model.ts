import { requireRole } from '../access/require-role.ts';
import type { Ctx } from '../context.ts';
import { parseTarget } from '../rest/parse-target.ts';
import type { Task } from '../signatures/task.ts';
import { findTarget, type Target } from '../versions/find-target.ts';
import { badParameter } from './openai-error.ts';

/** The version a request names by `model` (or `model@version`), if it is of the kind this door is for. @throws NOT_FOUND, INVALID_INPUT */
export async function findModel(
  ctx: Ctx,
  request: { team: string; model: string; wants: (target: Target) => boolean; door: string },
): Promise<Target & { ref: { model: string; version?: number } }> {
  const ref = parseTarget(request.model);
  const target = await findTarget(ctx, await requireRole(ctx, request.team, 'create-invocation'), ref);
  if (request.wants(target)) return { ...target, ref };
  throw badParameter('model', `${target.model} is for ${target.signature.task}: ${request.door}`, [`Call it at /api/v1/models/${target.model}/invocations.`]);
}

const NAMED_HERE: readonly Task[] = ['text-generation', 'feature-extraction', 'automatic-speech-recognition'];

/** Tasks that one of these doors serves. */
export function isNamedHere(task: string | null): boolean {
  return (NAMED_HERE as readonly (string | null)[]).includes(task);
}
