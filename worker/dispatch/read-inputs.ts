import type { ClaimedInvocation } from '../../server/invocations/claim-invocations.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { RunRequest } from '../runtime/run-request.ts';

/** The invocation's inputs with their bytes, from the row or from its blob. @throws NOT_FOUND when the blob is gone */
export async function readInputs(runtime: Runtime, item: ClaimedInvocation): Promise<RunRequest> {
  const data = item.blob ? await runtime.blobs.read(item.blob) : (item.data ?? Buffer.alloc(0));
  return {
    inputs: item.tensors.map(({ offset, length, ...value }) => ({ ...value, bytes: data.subarray(offset, offset + length) })),
    outputs: item.requestedOutputs,
  };
}
