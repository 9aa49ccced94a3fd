import type { TeamVerb } from '../access/policy.ts';
import type { Ctx } from '../context.ts';
import { cancelDeployment } from '../deployments/cancel-deployment.ts';
import { followDeployment } from '../deployments/follow-deployment.ts';
import { getDeployment } from '../deployments/get-deployment.ts';
import { replaceFile } from '../deployments/replace-file.ts';
import { retryDeployment } from '../deployments/retry-deployment.ts';
import { deleteExample } from '../examples/delete-example.ts';
import { listExamples } from '../examples/list-examples.ts';
import { readExample } from '../examples/read-example.ts';
import { saveExample } from '../examples/save-example.ts';
import { updateExample } from '../examples/update-example.ts';
import { readModelFile } from '../files/read-model-file.ts';
import { newUuid, toId } from '../ids.ts';
import { cancelInvocation } from '../invocations/cancel-invocation.ts';
import { compareInvocations } from '../invocations/compare-invocations.ts';
import { createInvocation } from '../invocations/create-invocation.ts';
import { createInvocations } from '../invocations/create-invocations.ts';
import { followInvocation } from '../invocations/follow-invocation.ts';
import { getInvocation } from '../invocations/get-invocation.ts';
import { listInvocations } from '../invocations/list-invocations.ts';
import { readTensor } from '../invocations/read-tensor.ts';
import { rerunInvocation } from '../invocations/rerun-invocation.ts';
import { waitInvocation } from '../invocations/wait-invocation.ts';
import { countModels } from '../models/count-models.ts';
import { deleteModel } from '../models/delete-model.ts';
import { getModel } from '../models/get-model.ts';
import { listModelNames } from '../models/list-model-names.ts';
import { listModels } from '../models/list-models.ts';
import { restoreModel } from '../models/restore-model.ts';
import { updateModel } from '../models/update-model.ts';
import { createPasswordReset } from '../accounts/create-password-reset.ts';
import { createApiKey } from '../api-keys/create-api-key.ts';
import { listApiKeys } from '../api-keys/list-api-keys.ts';
import { revokeApiKey } from '../api-keys/revoke-api-key.ts';
import { createInvitation } from '../teams/create-invitation.ts';
import { getTeam } from '../teams/get-team.ts';
import { listInvitations } from '../teams/list-invitations.ts';
import { listMembers } from '../teams/list-members.ts';
import { removeMember } from '../teams/remove-member.ts';
import { revokeInvitation } from '../teams/revoke-invitation.ts';
import { updateMember } from '../teams/update-member.ts';
import { updateTeam } from '../teams/update-team.ts';
import { listShareLinks } from '../sharing/list-share-links.ts';
import { revokeShareLink } from '../sharing/revoke-share-link.ts';
import { shareInvocation } from '../sharing/share-invocation.ts';
import { appendUpload } from '../uploads/append-upload.ts';
import { storeUpload } from '../uploads/store-upload.ts';
import { createUpload } from '../uploads/create-upload.ts';
import { deleteUpload } from '../uploads/delete-upload.ts';
import { findStoredFile } from '../uploads/find-stored-file.ts';
import { getUpload } from '../uploads/get-upload.ts';
import { listUploads } from '../uploads/list-uploads.ts';
import { activateVersion } from '../versions/activate-version.ts';
import { closeCircuit } from '../versions/close-circuit.ts';
import { createVersion } from '../versions/create-version.ts';
import { deleteVersion } from '../versions/delete-version.ts';
import { editSignature } from '../versions/edit-signature.ts';
import { getVersion } from '../versions/get-version.ts';
import { compareVersions } from '../versions/compare-versions.ts';
import { importVersion } from '../versions/import-version.ts';
import { listVersions } from '../versions/list-versions.ts';
import { restoreVersion } from '../versions/restore-version.ts';
import { updateVersionSettings } from '../versions/update-version-settings.ts';
import { drainWorker } from '../workers/drain-worker.ts';
import { getQueue } from '../workers/get-queue.ts';
import { listWorkers } from '../workers/list-workers.ts';
import { resumeWorker } from '../workers/resume-worker.ts';
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
export const VERB_CALLS: Record<TeamVerb, VerbCall> = {
  'list-models': all((ctx, team) => listModels(ctx, { team })),
  'list-model-names': all((ctx, team) => listModelNames(ctx, { team })),
  'count-models': all((ctx, team) => countModels(ctx, { team })),
  'get-model': at((ctx, team, ids) => getModel(ctx, { team, model: ids.model })),
  'update-model': at((ctx, team, ids) => updateModel(ctx, { team, model: ids.model, description: 'changed' })),
  'delete-model': at((ctx, team, ids) => deleteModel(ctx, { team, model: ids.model })),
  'restore-model': at((ctx, team, ids) => restoreModel(ctx, { team, id: ids.modelId })),
  'create-version': at((ctx, team, ids) => createVersion(ctx, { team, model: 'new-model', files: [{ uploadId: ids.upload }] })),
  'import-version': all((ctx, team) => importVersion(ctx, { team, model: 'imported', source: 'npm:not a source' })),
  'list-versions': at((ctx, team, ids) => listVersions(ctx, { team, model: ids.model })),
  'get-version': at((ctx, team, ids) => getVersion(ctx, { team, model: ids.model, version: ids.version })),
  'compare-versions': at((ctx, team, ids) => compareVersions(ctx, { team, model: ids.model, from: ids.version, to: ids.version })),
  'edit-signature': at((ctx, team, ids) => editSignature(ctx, { team, model: ids.model, version: ids.version, choice: { task: 'tensor' } })),
  'activate-version': at((ctx, team, ids) => activateVersion(ctx, { team, model: ids.model, version: ids.version })),
  'update-version-settings': at((ctx, team, ids) => updateVersionSettings(ctx, { team, model: ids.model, version: ids.version, settings: { maxBatch: 4 } })),
  'close-circuit': at((ctx, team, ids) => closeCircuit(ctx, { team, model: ids.model, version: ids.version })),
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
  'create-invocations': at((ctx, team, ids) =>
    createInvocations(ctx, { team, model: ids.model, invocations: [{ inputs: [{ name: 'x', datatype: 'FP32', shape: [1], bytes: new Uint8Array(4) }] }] }),
  ),
  'get-invocation': at((ctx, team, ids) => getInvocation(ctx, { team, id: ids.invocation })),
  'list-invocations': all((ctx, team) => listInvocations(ctx, { team })),
  'wait-invocation': at((ctx, team, ids) => waitInvocation(ctx, { team, id: ids.invocation, timeoutMs: 0 })),
  'follow-invocation': at((ctx, team, ids) => first(followInvocation(ctx, { team, id: ids.invocation, afterSeq: 0, signal: soon() }))),
  'cancel-invocation': at((ctx, team, ids) => cancelInvocation(ctx, { team, id: ids.invocation })),
  'compare-invocations': at((ctx, team, ids) => compareInvocations(ctx, { team, ids: [ids.invocation, ids.invocation] })),
  'read-tensor': at((ctx, team, ids) => readTensor(ctx, { team, id: ids.invocation, side: 'inputs', position: 0 })),
  'rerun-invocation': at((ctx, team, ids) => rerunInvocation(ctx, { team, id: ids.invocation })),
  'save-example': at((ctx, team, ids) => saveExample(ctx, { team, invocation: ids.invocation, name: 'another' })),
  'list-examples': at((ctx, team, ids) => listExamples(ctx, { team, model: ids.model })),
  'update-example': at((ctx, team, ids) => updateExample(ctx, { team, id: ids.example, golden: true })),
  'delete-example': at((ctx, team, ids) => deleteExample(ctx, { team, id: ids.example })),
  'read-example': at((ctx, team, ids) => readExample(ctx, { team, id: ids.example, side: 'inputs', position: 0 })),
  'share-invocation': at((ctx, team, ids) => shareInvocation(ctx, { team, id: ids.invocation })),
  'list-share-links': at((ctx, team, ids) => listShareLinks(ctx, { team, id: ids.invocation })),
  'revoke-share-link': at((ctx, team, ids) => revokeShareLink(ctx, { team, link: ids.link })),
  'list-workers': all((ctx, team) => listWorkers(ctx, { team })),
  'get-queue': all((ctx, team) => getQueue(ctx, { team })),
  'drain-worker': all((ctx, team) => drainWorker(ctx, { team, worker: toId('wrk', newUuid()) })),
  'resume-worker': all((ctx, team) => resumeWorker(ctx, { team, worker: toId('wrk', newUuid()) })),
  'create-upload': all((ctx, team) => createUpload(ctx, { team, fileName: 'model.onnx', sizeBytes: 4 })),
  'list-uploads': all((ctx, team) => listUploads(ctx, { team })),
  'get-upload': at((ctx, team, ids) => getUpload(ctx, { team, upload: ids.upload })),
  'delete-upload': at((ctx, team, ids) => deleteUpload(ctx, { team, upload: ids.upload })),
  'find-stored-file': all((ctx, team) => findStoredFile(ctx, { team, sha256: 'f'.repeat(64), sizeBytes: 4, fileName: 'model.onnx' })),
  'get-team': all((ctx, team) => getTeam(ctx, { team })),
  'list-members': all((ctx, team) => listMembers(ctx, { team })),
  'update-team': all((ctx, team) => updateTeam(ctx, { team, durability: 'strict' })),
  'update-member': at((ctx, team, ids) => updateMember(ctx, { team, member: ids.member, role: 'viewer' })),
  'remove-member': at((ctx, team, ids) => removeMember(ctx, { team, member: ids.member })),
  'create-invitation': all((ctx, team) => createInvitation(ctx, { team, role: 'viewer' })),
  'list-invitations': all((ctx, team) => listInvitations(ctx, { team })),
  'revoke-invitation': at((ctx, team, ids) => revokeInvitation(ctx, { team, invitation: ids.invitation })),
  'create-password-reset': at((ctx, team, ids) => createPasswordReset(ctx, { team, member: ids.member })),
  'create-api-key': all((ctx, team) => createApiKey(ctx, { team, name: 'another', role: 'viewer' })),
  'list-api-keys': all((ctx, team) => listApiKeys(ctx, { team })),
  'revoke-api-key': at((ctx, team, ids) => revokeApiKey(ctx, { team, key: ids.key })),
  'append-upload': at((ctx, team, ids) => appendUpload(ctx, { team, upload: ids.upload, offsetBytes: 4, source: bytes() })),
  'store-upload': all((ctx, team) => storeUpload(ctx, { team, fileName: 'model.onnx', source: bytes() })),
};

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(4);
}
