import type { Actor } from '../access/actor.ts';
import { ROLES, type Role } from '../access/schema.ts';
import type { Ctx } from '../context.ts';
import { newUuid, toId } from '../ids.ts';
import type { Runtime } from '../runtime.ts';

/** Ids a verb can be aimed at. */
export interface Ids {
  model: string;
  modelId: string;
  version: number;
  deployment: string;
  upload: string;
  invocation: string;
  file: string;
  key: string;
  invitation: string;
  member: string;
  example: string;
  link: string;
}

/** A team with one of everything, and a person per role. */
export interface Harbour {
  team: string;
  teamId: string;
  ids: Ids;
  ctx(role: Role): Ctx;
  keyCtx(role: 'developer' | 'invoker' | 'viewer'): Ctx;
  /** Everything of the team as rows, to see that nothing was changed. */
  rows(): Promise<string>;
}

/** Well-formed ids of things that do not exist. */
export function nowhere(): Ids {
  const id = newUuid();
  return {
    model: 'no-such-model',
    modelId: toId('mod', id),
    version: 99,
    deployment: toId('dep', id),
    upload: toId('up', id),
    invocation: toId('inv', id),
    file: 'no-such-file.onnx',
    key: toId('key', id),
    invitation: toId('ivt', id),
    member: toId('usr', id),
    example: toId('exa', id),
    link: toId('shr', id),
  };
}

/** Makes a team with a member of every role, a ready version, a run, an upload, a key and an invitation. */
export async function createHarbour(runtime: Runtime, team: string): Promise<Harbour> {
  const { db } = runtime;
  const uuid = {
    team: newUuid(),
    model: newUuid(),
    version: newUuid(),
    deployment: newUuid(),
    upload: newUuid(),
    invocation: newUuid(),
    key: newUuid(),
    invitation: newUuid(),
    example: newUuid(),
    link: newUuid(),
  };
  await db.team.create({ data: { id: uuid.team, name: team } });
  const users = new Map<Role, Actor>();
  for (const role of ROLES) {
    const userId = newUuid();
    const email = `${role}@${team}.example`;
    await db.user.create({ data: { id: userId, email, name: role, passwordHash: 'unusable' } });
    await db.membership.create({ data: { teamId: uuid.team, userId, role } });
    users.set(role, { kind: 'user', userId, email, name: role, sessionId: newUuid() });
  }
  const owner = users.get('owner') as Extract<Actor, { kind: 'user' }>;
  const sha256 = uuid.upload.replaceAll('-', '').padEnd(64, '0');
  const field = { name: 'x', encoding: 'tensor', datatype: 'FP32', shape: [null], required: true, tensors: [{ graph: 'model', name: 'x' }], steps: [] };
  await db.model.create({ data: { id: uuid.model, teamId: uuid.team, name: `${team}-model`, liveName: `${team}-model`, activeVersionId: uuid.version } });
  await db.version.create({
    data: {
      id: uuid.version,
      modelId: uuid.model,
      teamId: uuid.team,
      number: 1,
      status: 'ready',
      sizeBytes: 4n,
      createdBy: { kind: 'user', id: owner.userId, name: 'owner' },
      signature: { task: 'tensor', inputs: [field], outputs: [field], graphs: [] },
      files: { create: [{ id: newUuid(), name: 'model.onnx', sha256, sizeBytes: 4n }] },
      deployments: { create: [{ id: uuid.deployment, teamId: uuid.team, status: 'succeeded', phases: [] }] },
    },
  });
  await db.upload.create({
    data: {
      id: uuid.upload,
      teamId: uuid.team,
      createdById: owner.userId,
      fileName: 'other.onnx',
      sizeBytes: 4n,
      sha256,
      finishedAt: new Date(),
      expiresAt: new Date(Date.now() + 3600_000),
    },
  });
  await db.invocation.create({
    data: {
      id: uuid.invocation,
      teamId: uuid.team,
      modelId: uuid.model,
      versionId: uuid.version,
      status: 'succeeded',
      source: 'rest',
      inputs: [],
      outputs: [],
      endedAt: new Date(),
    },
  });
  const createdBy = { kind: 'user', id: owner.userId, name: 'owner' };
  const kept = { teamId: uuid.team, createdBy };
  await db.example.create({ data: { ...kept, id: uuid.example, modelId: uuid.model, name: 'kept', versionNumber: 1, inputs: [], outputs: [] } });
  await db.shareLink.create({
    data: { ...kept, id: uuid.link, invocationId: uuid.invocation, tokenHash: uuid.link, expiresAt: new Date(Date.now() + 3600_000) },
  });
  await db.apiKey.create({ data: { id: uuid.key, teamId: uuid.team, name: 'key', role: 'developer', secretHash: new Uint8Array(32) } });
  await db.invitation.create({
    data: {
      id: uuid.invitation,
      teamId: uuid.team,
      role: 'viewer',
      tokenHash: uuid.invitation,
      createdById: owner.userId,
      expiresAt: new Date(Date.now() + 3600_000),
    },
  });
  const base = { runtime, requestId: 'req_TEST', address: null, source: 'app' as const };
  return {
    team,
    teamId: uuid.team,
    ids: {
      model: `${team}-model`,
      modelId: toId('mod', uuid.model),
      version: 1,
      deployment: toId('dep', uuid.deployment),
      upload: toId('up', uuid.upload),
      invocation: toId('inv', uuid.invocation),
      file: 'model.onnx',
      key: toId('key', uuid.key),
      invitation: toId('ivt', uuid.invitation),
      member: toId('usr', owner.userId),
      example: toId('exa', uuid.example),
      link: toId('shr', uuid.link),
    },
    ctx: (role) => ({ ...base, actor: users.get(role) ?? null }),
    keyCtx: (role) => ({ ...base, actor: { kind: 'key', keyId: uuid.key, teamId: uuid.team, team, role, name: 'key' } }),
    rows: () => rowsOf(runtime, uuid.team),
  };
}

const TEAM_TABLES = ['membership', 'invitation', 'api_key', 'upload', 'model', 'version', 'deployment', 'invocation', 'example', 'share_link'];

async function rowsOf(runtime: Runtime, teamId: string): Promise<string> {
  const tables = [];
  for (const table of TEAM_TABLES) {
    tables.push(await runtime.sql.unsafe(`select t from ${table} t where t.team_id = $1 order by t`, [teamId]));
  }
  return JSON.stringify(tables);
}
