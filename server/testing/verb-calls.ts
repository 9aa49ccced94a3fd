import type { TeamVerb } from '../access/policy.ts';
import type { Ctx } from '../context.ts';
import { cancelDeployment } from '../deployments/cancel-deployment.ts';
import { followDeployment } from '../deployments/follow-deployment.ts';
import { getDeployment } from '../deployments/get-deployment.ts';
import { replaceFile } from '../deployments/replace-file.ts';
import { retryDeployment } from '../deployments/retry-deployment.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { cancelInvocation } from '../invocations/cancel-invocation.ts';
import { createInvocation } from '../invocations/create-invocation.ts';
import { followInvocation } from '../invocations/follow-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { listInvocations } from '../invocations/list-invocations.ts';
import { readTensor } from '../invocations/read-tensor.ts';
import { rerunInvocation } from '../invocations/rerun-invocation.ts';
import { waitInvocation } from '../invocations/wait-invocation.ts';
import { deleteModel } from '../models/delete-model.ts';
import { getModel } from '../models/get-model.ts';
import { listModels } from '../models/list-models.ts';
import { restoreModel } from '../models/restore-model.ts';
import { updateModel } from '../models/update-model.ts';
import { activateVersion } from '../versions/activate-version.ts';
import { createVersion } from '../versions/create-version.ts';
import { deleteVersion } from '../versions/delete-version.ts';
import { getVersion } from '../versions/get-version.ts';
import { importVersion } from '../versions/import-version.ts';
import { listVersions } from '../versions/list-versions.ts';
import { restoreVersion } from '../versions/restore-version.ts';
import { listWorkers } from '../workers/list-workers.ts';
import type { Ids } from './create-harbour.ts';

/** How a verb is called in a team on the things named by `ids`. `aimed` verbs take an id: a foreign one is not found. */
export interface VerbCall {
  aimed: boolean;
  call(ctx: Ctx, team: string, ids: Ids): Promise<unknown>;
}

const at = (call: VerbCall['call']): VerbCall => ({ aimed: true, call });
const all = (call: VerbCall['call']): VerbCall => ({ aimed: false, call });
const first = async (events: AsyncGenerator<unknown>) => (await events.next()).value;
const soon = () => AbortSignal.timeout(50);

/** One call per verb that acts inside a team; a verb without one does not type-check. */
export const VERB_CALLS: Partial<Record<TeamVerb, VerbCall>> = {
  'list-models': all((ctx, team) => listModels(ctx, { team })),
  'get-model': at((ctx, team, ids) => getModel(ctx, { team, model: ids.model })),
  'update-model': at((ctx, team, ids) => updateModel(ctx, { team, model: ids.model, description: 'changed' })),
  'delete-model': at((ctx, team, ids) => deleteModel(ctx, { team, model: ids.model })),
  'restore-model': at((ctx, team, ids) => restoreModel(ctx, { team, id: ids.modelId })),
  'create-version': at((ctx, team, ids) => createVersion(ctx, { team, model: 'new-model', files: [{ uploadId: ids.upload }] })),
  'import-version': all((ctx, team) => importVersion(ctx, { team, model: 'imported', source: 'npm:not a source' })),
  'list-versions': at((ctx, team, ids) => listVersions(ctx, { team, model: ids.model })),
  'get-version': at((ctx, team, ids) => getVersion(ctx, { team, model: ids.model, version: ids.version })),
  'activate-version': at((ctx, team, ids) => activateVersion(ctx, { team, model: ids.model, version: ids.version })),
  'delete-version': at((ctx, team, ids) => deleteVersion(ctx, { team, model: ids.model, version: ids.version })),
  'restore-version': at((ctx, team, ids) => restoreVersion(ctx, { team, model: ids.model, version: ids.version })),
  'read-model-file': at((ctx, team, ids) => readModelFile(ctx, { team, model: ids.model, version: ids.version, name: ids.file })),
  'get-deployment': at((ctx, team, ids) => getDeployment(ctx, { team, deployment: ids.deployment })),
  'follow-deployment': at((ctx, team, ids) => first(followDeployment(ctx, { team, deployment: ids.deployment, afterSeq: 0, signal: soon() }))),
  'cancel-deployment': at((ctx, team, ids) => cancelDeployment(ctx, { team, deployment: ids.deployment })),
  'retry-deployment': at((ctx, team, ids) => retryDeployment(ctx, { team, deployment: ids.deployment })),
  'replace-file': at((ctx, team, ids) => replaceFile(ctx, { team, deployment: ids.deployment, files: [{ uploadId: ids.upload }] })),
  'create-invocation': at((ctx, team, ids) =>
    createInvocation(ctx, { team, model: ids.model, inputs: [{ name: 'x', datatype: 'FP32', shape: [1], bytes: new Uint8Array(4) }] }),
  ),
  'get-invocation': at((ctx, team, ids) => getInvocation(ctx, { team, id: ids.invocation })),
  'list-invocations': all((ctx, team) => listInvocations(ctx, { team })),
  'wait-invocation': at((ctx, team, ids) => waitInvocation(ctx, { team, id: ids.invocation, timeoutMs: 0 })),
  'follow-invocation': at((ctx, team, ids) => first(followInvocation(ctx, { team, id: ids.invocation, afterSeq: 0, signal: soon() }))),
  'cancel-invocation': at((ctx, team, ids) => cancelInvocation(ctx, { team, id: ids.invocation })),
  'read-tensor': at((ctx, team, ids) => readTensor(ctx, { team, id: ids.invocation, side: 'inputs', position: 0 })),
  'rerun-invocation': at((ctx, team, ids) => rerunInvocation(ctx, { team, id: ids.invocation })),
  'list-workers': all((ctx, team) => listWorkers(ctx, { team })),
};
