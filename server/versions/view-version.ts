import type { ActorRecord } from '../access/actor.ts';
import { viewDeployment } from '../deployments/view-deployment.ts';
import type { GoldenResult } from '../examples/schema.ts';
import type { ErrorBody } from '../errors.ts';
import type { Deployment, Model, ModelFile, Version } from '../generated/prisma/client.ts';
import { toId } from '../ids.ts';
import type { Signature } from '../signatures/schema.ts';
import { versionSettingsSchema, type BatchProfile, type Circuit, type VersionView } from './schema.ts';

/** What a version's row must be loaded with to be shown: its model, files and newest deployment. */
export const VERSION_PARTS = {
  model: true,
  files: { orderBy: { name: 'asc' } },
  deployments: { orderBy: { id: 'desc' }, take: 1 },
} as const;

export type VersionRow = Version & { model: Model; files: ModelFile[]; deployments: Deployment[] };

export function viewVersion(row: VersionRow): VersionView {
  const [deployment] = row.deployments;
  return {
    id: toId('ver', row.id),
    model: row.model.name,
    number: row.number,
    status: row.status,
    health: row.health,
    circuit: row.health === 'ok' ? null : (row.circuit as unknown as Circuit | null),
    settings: versionSettingsSchema.parse(row.settings),
    tests: row.tests as unknown as GoldenResult[] | null,
    batching: row.batching as unknown as BatchProfile | null,
    active: row.model.activeVersionId === row.id,
    note: row.note,
    source: row.source,
    runtime: row.runtime,
    sizeBytes: Number(row.sizeBytes),
    memoryBytes: row.memoryBytes === null ? null : Number(row.memoryBytes),
    files: row.files.map((file) => ({ name: file.name, sizeBytes: Number(file.sizeBytes), sha256: file.sha256 })),
    signature: row.signature as unknown as Signature | null,
    error: row.error as unknown as ErrorBody | null,
    createdBy: row.createdBy as unknown as ActorRecord,
    createdAt: row.createdAt,
    readyAt: row.readyAt,
    deletedAt: row.deletedAt,
    deployment: deployment ? viewDeployment(deployment) : null,
  };
}
