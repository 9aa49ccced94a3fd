import { newUuid } from '../ids.ts';
import type { NewInvocation } from '../invocations/insert-invocations.ts';

/** A run of a version without inputs, to be queued by `insertBatch`. */
export function newInvocation(of: { teamId: string; modelId: string; versionId: string }): NewInvocation {
  const by = { userId: null, keyId: null, source: 'rest' };
  const how = { requestedOutputs: null, priority: 0, deadlineAt: null, durability: 'strict' as const };
  return { ...of, ...by, ...how, id: newUuid(), tensors: [], data: null, blob: null };
}
